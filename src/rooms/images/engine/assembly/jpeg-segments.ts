// Marker segments (ITU-T T.81, annex B): tables, frame and scan headers, what applications add.
import { Component, component, Frame, quantiser } from "./jpeg-frame";
import { acTable, buildTable, buildSkip, dcTable, isDefined } from "./jpeg-huffman";
import { Refusal } from "./jpeg-refusal";
import { blocksPerMcu, Scan, scanComponent, setScanComponent } from "./jpeg-scan";

/** T.81, B.2.3 */
const MOST_BLOCKS_PER_MCU: i32 = 10;

@inline export function be16(p: usize): i32 { return <i32>load<u8>(p) << 8 | <i32>load<u8>(p, 1); }

/** B.2.2. `p` to `end` is the segment's content, here as in the functions below. */
export function readFrameHeader(marker: u32, p: usize, end: usize): Refusal {
  if (Frame.components != 0) return Refusal.SecondFrame;
  if (marker > 0xc2) return Refusal.Coding;
  if (p + 6 > end) return Refusal.BadFrame;
  const count = <i32>load<u8>(p, 5);
  if (load<u8>(p) != 8) return Refusal.Precision;
  if (count != 1 && count != 3 && count != 4) return Refusal.Components;
  Frame.progressive = marker == 0xc2;
  Frame.height = be16(p + 1);
  Frame.width = be16(p + 3);
  if (Frame.height == 0) return Refusal.HeightLater;
  if (Frame.width == 0 || p + 6 + 3 * count != end) return Refusal.BadFrame;
  Frame.hMax = 1;
  Frame.vMax = 1;
  for (let i = 0; i < count; i++) if (!readComponent(i, count, p + 6 + 3 * i)) return Refusal.BadFrame;
  Frame.components = count;
  Frame.mcuColumns = (Frame.width + 8 * Frame.hMax - 1) / (8 * Frame.hMax);
  Frame.mcuRows = (Frame.height + 8 * Frame.vMax - 1) / (8 * Frame.vMax);
  return Refusal.None;
}

function readComponent(i: i32, count: i32, p: usize): bool {
  const c = component(i);
  c.id = load<u8>(p);
  c.h = load<u8>(p, 1) >> 4;
  c.v = load<u8>(p, 1) & 15;
  c.quantiser = load<u8>(p, 2);
  if (c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.quantiser > 3) return false;
  for (let j = 0; j < i; j++) if (component(j).id == c.id) return false;
  if (count == 1) { // a single component is never subsampled (A.2.2)
    c.h = 1;
    c.v = 1;
  }
  Frame.hMax = max(Frame.hMax, c.h);
  Frame.vMax = max(Frame.vMax, c.v);
  return true;
}

/** B.2.4.2 */
export function readHuffmanTables(p: usize, end: usize): Refusal {
  while (p < end) {
    if (p + 17 > end) return Refusal.BadHuffmanTable;
    const target = <u32>load<u8>(p++);
    let symbols: usize = 0;
    for (let i: usize = 0; i < 16; i++) symbols += load<u8>(p + i);
    if ((target & 0xef) > 3 || p + 16 + symbols > end) return Refusal.BadHuffmanTable;
    if (!buildTable(target >> 4 ? acTable(target & 3) : dcTable(target & 3), p)) return Refusal.BadHuffmanTable;
    p += 16 + symbols;
  }
  return Refusal.None;
}

/** B.2.4.1 */
export function readQuantisers(p: usize, end: usize): Refusal {
  while (p < end) {
    const target = <i32>load<u8>(p++);
    const wide = target >> 4 != 0;
    if ((target & 0xef) > 3 || p + (wide ? 128 : 64) > end) return Refusal.BadQuantiser;
    const table = quantiser(target & 3);
    for (let i: usize = 0; i < 64; i++, p += wide ? 2 : 1) store<u16>(table + (i << 1), wide ? <u16>be16(p) : <u16>load<u8>(p));
    Frame.quantisers |= 1 << (target & 3);
  }
  return Refusal.None;
}

/** B.2.3. What the scan needs must be there by now. */
export function readScanHeader(p: usize, end: usize): Refusal {
  if (p == end) return Refusal.BadScan;
  const count = <i32>load<u8>(p++);
  if (count < 1 || count > Frame.components || p + 2 * count + 3 != end) return Refusal.BadScan;
  Scan.count = count;
  for (let i = 0; i < count; i++, p += 2) if (!readScanComponent(i, load<u8>(p), load<u8>(p, 1))) return Refusal.BadScan;
  Scan.first = load<u8>(p);
  Scan.last = load<u8>(p, 1);
  Scan.high = load<u8>(p, 2) >> 4;
  Scan.low = load<u8>(p, 2) & 15;
  if (count > 1 && blocksPerMcu() > MOST_BLOCKS_PER_MCU) return Refusal.BadScan;
  if (Frame.progressive && !isProgression(count)) return Refusal.BadScan;
  return hasTables() ? Refusal.None : Refusal.MissingTable;
}

function readScanComponent(i: i32, id: i32, tables: i32): bool {
  for (let j = 0; j < i; j++) if (scanComponent(j).id == id) return false;
  if ((tables & 0xcc) != 0) return false;
  for (let j = 0; j < Frame.components; j++) {
    const c = component(j);
    if (c.id != id) continue;
    c.dcTable = dcTable(tables >> 4);
    c.acTable = acTable(tables & 15);
    setScanComponent(i, c);
    return true;
  }
  return false;
}

/** G.1.1.1 */
function isProgression(count: i32): bool {
  if (Scan.first == 0 ? Scan.last != 0 : count != 1 || Scan.last < Scan.first || Scan.last > 63) return false;
  return Scan.low <= 13 && (Scan.high == 0 || Scan.high == Scan.low + 1);
}

function hasTables(): bool {
  for (let i = 0; i < Scan.count; i++) {
    const c = scanComponent(i);
    if (!(Frame.quantisers >> c.quantiser & 1)) return false;
    const needsDc = Scan.first == 0 && Scan.high == 0;
    if (needsDc && !isDefined(c.dcTable)) return false;
    const needsAc = !Frame.progressive || Scan.first > 0;
    if (needsAc && !isDefined(c.acTable)) return false;
    if (!Frame.progressive) buildSkip(c.acTable);
  }
  return true;
}

/** T.81 has APP0 for JFIF (T.871, section 10.1), Adobe has APP14. */
export function readApplication(marker: u32, p: usize, end: usize): void {
  if (marker == 0xe0 && p + 5 <= end && load<u32>(p) == 0x4649464a && load<u8>(p, 4) == 0) Frame.jfif = true;
  if (marker == 0xee && p + 12 <= end && load<u32>(p) == 0x626f6441 && load<u8>(p, 4) == 0x65) Frame.adobe = load<u8>(p, 11);
}
