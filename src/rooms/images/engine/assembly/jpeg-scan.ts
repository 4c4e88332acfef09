// One scan: which components it has, and the walk over their blocks (ITU-T T.81, A.2 and B.2.3).
import { available, beginBits, inputClosed, isExhausted, readEnd, readPos, seek } from "./jpeg-input";
import { Component, component, Frame } from "./jpeg-frame";
import { decodeBaselineBlock, greyBlock } from "./jpeg-baseline";
import { beginAc, decodeAcBlock, decodeDcBlock, passRun } from "./jpeg-progressive";
import { drain } from "./compose";

/** More than the blocks of an MCU can take. */
const MCU_BYTES: i32 = 8192;
/** Blocks that all scans together may visit: a picture of 100 megapixels in a dozen scans. */
const MOST_BLOCKS: i32 = 30000000;

export class Scan {
  static count: i32 = 0;
  /** Spectral selection and successive approximation (T.81, G.1.1.1). */
  static first: i32 = 0;
  static last: i32 = 63;
  static high: i32 = 0;
  static low: i32 = 0;
  /** Blocks visited in all scans so far. */
  static blocks: i32 = 0;
  /** Where the walk stands, kept while more input is waited for. */
  static column: i32 = 0;
  static row: i32 = 0;
  static sinceRestart: i32 = 0;
  static bits: u64 = 0;
}

export enum ScanState { NeedsInput, Done, TooMuchWork }

const MEMBERS: usize = memory.data(4 * 4);
@inline export function scanComponent(i: i32): Component { return changetype<Component>(load<usize>(MEMBERS + (i << 2))); }
export function setScanComponent(i: i32, c: Component): void { store<usize>(MEMBERS + (i << 2), changetype<usize>(c)); }

export function beginScan(): void {
  Scan.column = 0;
  Scan.row = 0;
  resetPredictions();
}

function resetPredictions(): void {
  for (let i = 0; i < Frame.components; i++) component(i).prediction = 0;
  Scan.sinceRestart = 0;
  Scan.bits = beginBits();
  beginAc();
}

/** Goes on with the scan. */
export function decodeScan(): ScanState {
  const single = Scan.count == 1;
  const columns = single ? scanComponent(0).ownColumns : Frame.mcuColumns;
  const rows = single ? scanComponent(0).ownRows : Frame.mcuRows;
  for (; Scan.row < rows; Scan.row++) {
    for (; Scan.column < columns; Scan.column++) {
      if (available() < MCU_BYTES && !inputClosed) return ScanState.NeedsInput;
      if (Frame.restartInterval != 0 && Scan.sinceRestart == Frame.restartInterval) restart();
      else if (Frame.restartInterval == 0) {
        Scan.column += passRun(columns - Scan.column);
        if (Scan.column == columns) break;
      }
      Scan.sinceRestart++;
      if (isExhausted(Scan.bits)) skipMcu(single);
      else Scan.bits = single ? decodeOwnBlock(Scan.bits) : decodeMcu(Scan.bits);
    }
    Scan.column = 0;
    Scan.blocks += columns * blocksPerMcu();
    if (Scan.blocks > MOST_BLOCKS) return ScanState.TooMuchWork;
    if (!Frame.progressive) pushRows(single, rows);
  }
  return ScanState.Done;
}

export function blocksPerMcu(): i32 {
  if (Scan.count == 1) return 1;
  let sum = 0;
  for (let i = 0; i < Scan.count; i++) sum += scanComponent(i).h * scanComponent(i).v;
  return sum;
}

@inline function decodeMcu(bits: u64): u64 {
  for (let i = 0, count = Scan.count; i < count; i++) {
    const c = scanComponent(i);
    for (let v = 0; v < c.v; v++) {
      for (let h = 0; h < c.h; h++) {
        const column = Scan.column * c.h + h;
        if (Frame.progressive) bits = decodeDcBlock(c, bits, (Scan.row * c.v + v) * c.blocksPerRow + column);
        else bits = decodeBaselineBlock(c, bits, samplesOf(c, v, column));
      }
    }
  }
  return bits;
}

/** Of a scan of one component, whose blocks come row by row, and not as MCUs (T.81, A.2.2). */
@inline function decodeOwnBlock(bits: u64): u64 {
  const c = scanComponent(0);
  if (!Frame.progressive) return decodeBaselineBlock(c, bits, samplesOf(c, Scan.row % c.v, Scan.column));
  const block = Scan.row * c.blocksPerRow + Scan.column;
  return Scan.first == 0 ? decodeDcBlock(c, bits, block) : decodeAcBlock(c, bits, block);
}

/** `row`: of the blocks in a row of MCUs. */
@inline function samplesOf(c: Component, row: i32, column: i32): usize {
  return c.rows + (row * c.stride + column) * c.size;
}

/** What the file has nothing for is grey; of a progressive picture, what it was before. */
function skipMcu(single: bool): void {
  if (Frame.progressive) return;
  for (let i = 0; i < Scan.count; i++) {
    const c = scanComponent(i);
    if (single) greyBlock(c, samplesOf(c, Scan.row % c.v, Scan.column));
    else for (let v = 0; v < c.v; v++) {
      for (let h = 0; h < c.h; h++) greyBlock(c, samplesOf(c, v, Scan.column * c.h + h));
    }
  }
}

function pushRows(single: bool, rows: i32): void {
  if (single) {
    const c = scanComponent(0);
    if ((Scan.row + 1) % c.v != 0 && Scan.row != rows - 1) return;
    c.pushRows();
  } else for (let i = 0; i < Scan.count; i++) scanComponent(i).pushRows();
  drain();
}

/** Moves behind the next restart marker (T.81, F.2.1.3.1), unless another marker comes first. */
function restart(): void {
  let p = readPos;
  while (p + 1 < readEnd) {
    const next = load<u8>(p, 1);
    if (load<u8>(p) == 0xff) {
      if (next >= 0xd0 && next <= 0xd7) { p += 2; break; }
      if (next != 0 && next != 0xff) break;
    }
    p++;
  }
  seek(p);
  resetPredictions();
}
