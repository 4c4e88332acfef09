// PNG's image data (PNG third edition, clauses 7 to 10): inflated, unfiltered, and handed on a row at a time. Interlaced
// rows go straight into the sums of the result, as if the pixels of other passes were not there: nothing holds the picture.
import { alloc, allocZeroed } from "./memory";
import { isComplete } from "./compose";
import { beginInflating, inflate, isBroken } from "./inflate";
import { endInput, hasOverrun, keepRest, PIECE, takeInput } from "./bit-input";
import { Inflated, makeRoom } from "./inflate-output";
import { BEYOND_FILTER, unfilter } from "./png-filter";
import { expand, Form } from "./png-samples";
import { addRow, beginRows, BEYOND_ROW, endRows, pushRow } from "./raster";

/** What has become of the picture. */
enum Progress { Unfinished, Complete, BadData, BadFilter }

/** First column and row of a pass, and the steps to the next ones (clause 8, table 4); then those of a picture in one. */
const PASSES: usize = memory.data<u8>([0, 0, 8, 8, 4, 0, 8, 8, 0, 4, 4, 8, 2, 0, 4, 4, 0, 2, 2, 4, 1, 0, 2, 2, 0, 1, 1, 2, 0, 0, 1, 1]);
const WHOLE: i32 = 7;

let form: Form = Form.Plain;
let width: i32 = 0;
let height: i32 = 0;
/** Of the picture as it is handed on. */
let channels: i32 = 0;
/** Bits, as the file has them. */
let depth: i32 = 0;
let pixelBits: i32 = 0;

let pass: i32 = 0;
let lastPass: i32 = 0;
let columns: i32 = 0;
let rowsLeft: i32 = 0;
let y: i32 = 0;
let rowBytes: usize = 0;

let row: usize = 0;
let above: usize = 0;
let expanded: usize = 0;
let spread: usize = 0;
let progress: Progress = Progress.Unfinished;

/**
 * `samples` a pixel in the file, of `depth` bits; `channels` a pixel as `form` makes them. Answers where the host writes
 * compressed data (see `PIECE`); 0 when memory is out.
 */
export function beginPng(w: i32, h: i32, samples: i32, sampleDepth: i32, outChannels: i32, outForm: Form, interlaced: bool): usize {
  width = w;
  height = h;
  depth = sampleDepth;
  pixelBits = samples * depth;
  channels = outChannels;
  form = outForm;
  progress = Progress.Unfinished;
  const most = bytesOf(width);
  row = alloc(most + BEYOND_ROW + BEYOND_FILTER);
  above = alloc(most + BEYOND_ROW + BEYOND_FILTER);
  expanded = alloc(<usize>width * channels + BEYOND_ROW);
  spread = allocZeroed(<usize>width * channels + BEYOND_ROW);
  if (!row || !above || !expanded || !spread) return 0;
  if (!beginInflating((most + 1) * height, most + 1) || !beginRows(width, height, channels, !interlaced)) return 0;
  lastPass = interlaced ? WHOLE - 1 : WHOLE;
  beginPass(interlaced ? 0 : WHOLE);
  return PIECE;
}

/** Takes the compressed data that has been written. */
export function takePng(bytes: usize): Progress {
  takeInput(bytes);
  run();
  keepRest();
  return progress;
}

/** Says that there is no more. */
export function endPng(): Progress {
  if (progress == Progress.Complete) return progress;
  endInput();
  run();
  if (progress == Progress.Complete && hasOverrun()) progress = Progress.Unfinished;
  return progress;
}

function run(): void {
  let full = true;
  while (full && progress == Progress.Unfinished) {
    full = inflate();
    takeRows();
    if (progress == Progress.Unfinished && isBroken()) progress = Progress.BadData;
    if (full) makeRoom();
  }
}

@inline function bytesOf(pixels: i32): usize { return (<usize>pixels * pixelBits + 7) >> 3; }
@inline function firstColumn(): i32 { return <i32>load<u8>(PASSES + (pass << 2)); }
@inline function columnStep(): i32 { return <i32>load<u8>(PASSES + (pass << 2), 2); }
@inline function rowStep(): i32 { return <i32>load<u8>(PASSES + (pass << 2), 3); }

/** Begins the next pass that has pixels: one without them has no rows either. */
function beginPass(next: i32): void {
  for (pass = next; pass <= lastPass; pass++) {
    y = <i32>load<u8>(PASSES + (pass << 2), 1);
    columns = (width - firstColumn() + columnStep() - 1) / columnStep();
    rowsLeft = (height - y + rowStep() - 1) / rowStep();
    if (columns > 0 && rowsLeft > 0) break;
  }
  rowBytes = bytesOf(columns);
  memory.fill(above, 0, rowBytes + BEYOND_FILTER);
  memory.fill(spread, 0, <usize>width * channels);
}

/** All rows that have been inflated. */
function takeRows(): void {
  while (progress == Progress.Unfinished && Inflated.next - Inflated.unread > rowBytes) {
    const from = Inflated.unread;
    if (!unfilter(load<u8>(from), from + 1, above, row, rowBytes, max<usize>(1, pixelBits >> 3))) {
      progress = Progress.BadFilter;
      return;
    }
    Inflated.unread = from + 1 + rowBytes;
    handOn();
    const taken = row;
    row = above;
    above = taken;
    y += rowStep();
    if (--rowsLeft == 0) beginPass(pass + 1);
    settle();
  }
}

function handOn(): void {
  let pixels = row;
  if (form != Form.Plain) {
    expand(form, row, expanded, columns, channels, depth);
    pixels = expanded;
  }
  if (pass == WHOLE) return pushRow(pixels);
  if (columnStep() == 1) return addRow(pixels, y);
  const step = columnStep() * channels;
  for (let c = 0; c < channels; c++) {
    let to = spread + firstColumn() * channels + c;
    for (let from = pixels + c, end = from + columns * channels; from < end; from += channels, to += step) store<u8>(to, load<u8>(from));
  }
  addRow(spread, y);
}

/** Of a picture from the top down, the rows below a crop are not waited for. */
function settle(): void {
  if (pass > lastPass && lastPass != WHOLE) endRows();
  if (isComplete()) progress = Progress.Complete;
}
