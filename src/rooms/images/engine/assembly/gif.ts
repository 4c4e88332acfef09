// The first picture of a GIF (GIF89a, sections 18 to 22 and appendix E): unpacked, coloured, and laid on a transparent screen.
import { alloc, allocZeroed } from "./memory";
import { endInput, hasOverrun, keepRest, PIECE, takeInput } from "./bit-input";
import { isComplete } from "./compose";
import { beginUnpacking, Codes, LONGEST, unpack, Unpacked } from "./lzw";
import { lookUpBytes } from "./meanings";
import { addRow, beginRows, BEYOND_ROW, endRows, pushRow } from "./raster";

/** What has become of the picture. */
enum Progress { Unfinished, Complete, BadData, TooShort }

/** First row of each pass and the step to its next (appendix E); then those of a picture in one. */
const PASSES: usize = memory.data<u8>([0, 8, 4, 8, 2, 4, 1, 2, 0, 1]);
const WHOLE: i32 = 4;
/** Bytes that are unpacked before rows are taken, besides a row. */
const STRETCH: usize = 65536;

let screenHeight: i32 = 0;
let channels: i32 = 0;
let left: i32 = 0;
let top: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;

let pass: i32 = 0;
let y: i32 = 0;
let unpacked: usize = 0;
let row: usize = 0;
let blank: usize = 0;
/** What is left of the sub-block at hand. */
let blockLeft: usize = 0;
let lastBlock: bool = false;
let progress: Progress = Progress.Unfinished;

/** The picture lies within the screen. Answers where the host writes data (see `PIECE`); 0 when memory is out. */
export function beginGif(
  screenW: i32, screenH: i32, pictureLeft: i32, pictureTop: i32, pictureW: i32, pictureH: i32,
  outChannels: i32, interlaced: bool, sampleBits: i32,
): usize {
  screenHeight = screenH;
  left = pictureLeft;
  top = pictureTop;
  width = pictureW;
  height = pictureH;
  channels = outChannels;
  blockLeft = 0;
  lastBlock = false;
  progress = Progress.Unfinished;
  pass = interlaced ? 0 : WHOLE;
  y = 0;
  beginUnpacking(sampleBits);
  unpacked = alloc(<usize>width + STRETCH + LONGEST);
  row = allocZeroed(<usize>screenW * channels + BEYOND_ROW);
  blank = allocZeroed(<usize>screenW * channels + BEYOND_ROW);
  if (!unpacked || !row || !blank || !beginRows(screenW, screenH, channels, !interlaced)) return 0;
  Unpacked.next = unpacked;
  Unpacked.limit = unpacked + <usize>width + STRETCH;
  if (!interlaced) pushBlank(top);
  return PIECE;
}

/** Takes the sub-blocks, or parts of such, that have been written. */
export function takeGif(bytes: usize): Progress {
  takeInput(joinBlocks(bytes));
  run();
  keepRest();
  if (lastBlock && progress == Progress.Unfinished) {
    endInput();
    run();
    if (progress == Progress.Unfinished || hasOverrun()) progress = Progress.TooShort;
  }
  return progress;
}

/** Leaves the lengths out, in place. Answers how many bytes of data there are. */
function joinBlocks(bytes: usize): usize {
  let to = PIECE;
  for (let from = PIECE, end = from + bytes; from < end && !lastBlock; ) {
    if (blockLeft == 0) {
      blockLeft = load<u8>(from++);
      lastBlock = blockLeft == 0;
      continue;
    }
    const length = min(blockLeft, end - from);
    memory.copy(to, from, length);
    to += length;
    from += length;
    blockLeft -= length;
  }
  return to - PIECE;
}

function run(): void {
  let full = true;
  while (full && progress == Progress.Unfinished) {
    const codes = unpack();
    full = Unpacked.next > Unpacked.limit;
    takeRows();
    if (progress != Progress.Unfinished) return;
    if (codes == Codes.Broken) progress = Progress.BadData;
    if (codes == Codes.Ended) progress = Progress.TooShort;
  }
}

/** All rows that have been unpacked. */
function takeRows(): void {
  let from = unpacked;
  for (; progress == Progress.Unfinished && Unpacked.next - from >= <usize>width; from += width) {
    lookUpBytes(from, row + left * channels, width, channels);
    if (pass == WHOLE) pushRow(row);
    else addRow(row, top + y);
    goOn();
  }
  memory.copy(unpacked, from, Unpacked.next - from);
  Unpacked.next -= from - unpacked;
}

/** To the next row, of the next pass that has any. Rows below a crop are not waited for. */
function goOn(): void {
  y += load<u8>(PASSES + (pass << 1), 1);
  while (y >= height && pass < WHOLE - 1) y = load<u8>(PASSES + (++pass << 1));
  if (y >= height) {
    if (pass == WHOLE) pushBlank(screenHeight - top - height);
    else endRows();
  }
  if (isComplete()) progress = Progress.Complete;
}

function pushBlank(rows: i32): void {
  for (let i = 0; i < rows; i++) pushRow(blank);
}
