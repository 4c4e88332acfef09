// A VP8 key frame (RFC 6386), macroblock row by macroblock row into the resampler.
import { Model } from "./colour";
import { beginComposing, Composer, drain, setPlane } from "./compose";
import { alloc, allocZeroed } from "./memory";
import { Resampler } from "./resample";
import { Target } from "./target";
import { Outcome } from "./webp-outcome";
import { Alpha, AlphaRows } from "./vp8-alpha";
import { LoopFilter } from "./vp8-filter-levels";
import { Header } from "./vp8-header";
import { filterChroma, filterLuma, filterLumaSimply } from "./vp8-loop-filter";
import { Macroblock, Mode, readModes, SUBBLOCKS } from "./vp8-modes";
import { Plane } from "./vp8-plane";
import { predict } from "./vp8-prediction";
import { factorsOf } from "./vp8-quantizer";
import { addChroma, addLuma, CONTEXT_BYTES, readResiduals, skipResiduals } from "./vp8-residuals";
import { predictSubblock } from "./vp8-subblocks";

/** Output rows in the queue: luma is ahead of chroma by a row of macroblocks at most. */
const QUEUE_ROWS: i32 = 64;

/** Of the macroblock to the left. */
const LEFT_MODES: usize = memory.data(4);
const LEFT_CONTEXT: usize = memory.data(16, 16);

let columns: i32 = 0;
let rows: i32 = 0;
let luma: Plane = changetype<Plane>(0);
let u: Plane = changetype<Plane>(0);
let v: Plane = changetype<Plane>(0);
/** Of the row of macroblocks above: u8[columns][4] and u8[columns][CONTEXT_BYTES]. */
let aboveModes: usize = 0;
let aboveContexts: usize = 0;
/** Of the row at work, for the loop filter: u8[columns][2], the segment twice plus whether sub-blocks, and whether inside. */
let filters: usize = 0;

/** Decodes the `length` bytes from the frame tag on, with alpha from `alphaAt` on unless that is 0. */
export function decodeVp8(at: usize, length: usize, alphaAt: usize, alphaLength: usize): Outcome {
  if (!Header.read(at, length)) return Outcome.Unreadable;
  const hasAlpha = alphaAt != 0;
  if (!layOut(hasAlpha)) return Outcome.OutOfMemory;
  let outcome = hasAlpha ? Alpha.open(alphaAt, alphaLength, Header.width, Header.height) : Outcome.Done;
  if (outcome != Outcome.Done) return outcome;
  for (let row = 0; row < rows && Composer.rows < Target.rows; row++) {
    decodeRow(row);
    if (Header.modes.isCutOff || Header.tokens(row).isCutOff) return Outcome.CutOff;
    luma.beginFilter();
    u.beginFilter();
    v.beginFilter();
    if (LoopFilter.enabled) filterRow(row);
    if (hasAlpha) outcome = Alpha.readTo(luma.finishedBy(row));
    if (outcome != Outcome.Done) return outcome;
    luma.endRow(row);
    u.endRow(row);
    v.endRow(row);
    drain();
  }
  return Outcome.Done;
}

function layOut(hasAlpha: bool): bool {
  columns = (Header.width + 15) >> 4;
  rows = (Header.height + 15) >> 4;
  beginComposing(hasAlpha ? 5 : 3, hasAlpha ? Model.StudioYccAlpha : Model.StudioYcc);
  const lumaOrNull = createPlane(0, 1, hasAlpha);
  const uOrNull = createPlane(1, 2, hasAlpha);
  const vOrNull = createPlane(2, 2, hasAlpha);
  aboveModes = allocZeroed(<usize>columns << 2);
  aboveContexts = allocZeroed(<usize>columns * CONTEXT_BYTES);
  filters = alloc(<usize>columns << 1);
  if (!lumaOrNull || !uOrNull || !vOrNull || !aboveModes || !aboveContexts || !filters) return false;
  luma = lumaOrNull;
  u = uOrNull;
  v = vOrNull;
  return !hasAlpha || layOutAlpha();
}

/** What there is of a colour is weighed by the alpha of its own pixels, so alpha is shrunk twice, once as colours are. */
function layOutAlpha(): bool {
  const half = createResampler(3, 2, false);
  const full = createResampler(4, 1, false);
  if (!half || !full) return false;
  const halfRows = AlphaRows.create((Header.width + 1) >> 1, half);
  const fullRows = AlphaRows.create(Header.width, full);
  if (!halfRows || !fullRows) return false;
  Alpha.half = halfRows;
  Alpha.full = fullRows;
  return luma.multiply(fullRows, 16) && u.multiply(halfRows, 128) && v.multiply(halfRows, 128);
}

/** `cell`: pixels that a sample covers, across and down. */
function createPlane(i: i32, cell: i32, deep: bool): Plane | null {
  const resampler = createResampler(i, cell, deep);
  return resampler ? Plane.create(samples(Header.width, cell), samples(Header.height, cell), 16 / cell, resampler) : null;
}

function createResampler(i: i32, cell: i32, deep: bool): Resampler | null {
  const smooth = cell > 1;
  const resampler = Resampler.create(samples(Header.width, cell), samples(Header.height, cell), cell, cell, deep, QUEUE_ROWS, smooth, smooth);
  if (resampler) setPlane(i, resampler);
  return resampler;
}

@inline function samples(pixels: i32, cell: i32): i32 { return (pixels + cell - 1) / cell; }

function decodeRow(row: i32): void {
  luma.beginRow();
  u.beginRow();
  v.beginRow();
  store<u32>(LEFT_MODES, 0);
  memory.fill(LEFT_CONTEXT, 0, CONTEXT_BYTES);
  for (let column = 0; column < columns; column++) {
    readModes(Header.modes, Header.skipProbability, aboveModes + (column << 2), LEFT_MODES);
    const subblocks = Macroblock.luma == Mode.Subblocks;
    const coded = readCoefficients(row, aboveContexts + CONTEXT_BYTES * column, subblocks);
    if (subblocks) predictSubblocks(luma.at(column), luma.stride, coded);
    else predictLuma(row, column, coded);
    predictChroma(row, column, coded);
    store<u8>(filters + (column << 1), <u8>(Macroblock.segment << 1 | <i32>subblocks));
    store<u8>(filters + (column << 1), <u8>(subblocks || coded), 1);
  }
}

function readCoefficients(row: i32, above: usize, subblocks: bool): bool {
  if (!Macroblock.skipped) return readResiduals(Header.tokens(row), factorsOf(Macroblock.segment), subblocks, above, LEFT_CONTEXT);
  skipResiduals(subblocks, above, LEFT_CONTEXT);
  return false;
}

function predictLuma(row: i32, column: i32, coded: bool): void {
  const at = luma.at(column);
  const stride = luma.stride;
  predict(Macroblock.luma, at, stride, 16, row > 0, column > 0);
  if (!coded) return;
  for (let i = 0; i < 16; i++) addLuma(i, at + stride * (i >> 2 << 2) + ((i & 3) << 2), stride);
}

/** Each predicts the next. Those at the right edge look at the macroblock above to the right, whichever row they are in. */
function predictSubblocks(at: usize, stride: usize, coded: bool): void {
  const right = load<u32>(at - stride + 16);
  for (let y: usize = 3; y < 15; y += 4) store<u32>(at + y * stride + 16, right);
  for (let i = 0; i < 16; i++) {
    const to = at + stride * (i >> 2 << 2) + ((i & 3) << 2);
    predictSubblock(load<u8>(SUBBLOCKS + i), to, stride);
    if (coded) addLuma(i, to, stride);
  }
}

function predictChroma(row: i32, column: i32, coded: bool): void {
  const stride = u.stride;
  predict(Macroblock.chroma, u.at(column), stride, 8, row > 0, column > 0);
  predict(Macroblock.chroma, v.at(column), stride, 8, row > 0, column > 0);
  if (coded) addChroma(u.at(column), v.at(column), stride);
}

function filterRow(row: i32): void {
  for (let column = 0; column < columns; column++) {
    const kind = <i32>load<u8>(filters + (column << 1));
    const inside = load<u8>(filters + (column << 1), 1) != 0;
    const limits = LoopFilter.limits(kind >> 1, (kind & 1) != 0);
    if (limits.inner == 0) continue;
    if (LoopFilter.simple) {
      filterLumaSimply(luma.at(column), luma.stride, limits, column > 0, row > 0, inside);
      continue;
    }
    filterLuma(luma.at(column), luma.stride, limits, column > 0, row > 0, inside);
    filterChroma(u.at(column), v.at(column), u.stride, limits, column > 0, row > 0, inside);
  }
}
