import { crc32, deflateSync } from "node:zlib";
import type { Encoder, Pixels } from "./encoder.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** IHDR's colour types (PNG, third edition, section 11.2.1). */
const TRUECOLOUR = 2;
const TRUECOLOUR_WITH_ALPHA = 6;

/** What each filter takes a byte to be (section 9.2): None, Sub, Up, Average and Paeth, in the order of their numbers. */
const PREDICTORS: readonly ((left: number, above: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

/** PNG in eight bits, without alpha where there is none to keep; its deflate is Node's. */
export function createPngEncoder(): Encoder {
  return { memoryBytes: () => 0, encode };
}

function encode(pixels: Pixels): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, pixels.width);
  view.setUint32(4, pixels.height);
  header.set([8, pixels.opaque ? TRUECOLOUR : TRUECOLOUR_WITH_ALPHA], 8);
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(filter(pixels))), chunk("IEND")];
  return joined([SIGNATURE, ...chunks]);
}

/** All rows, each behind the number of its filter: the one whose differences add up to the least (section 12.7). */
function filter({ width, height, data, opaque }: Pixels): Uint8Array {
  const channels = opaque ? 3 : 4;
  const length = width * channels;
  const filtered = new Uint8Array((1 + length) * height);
  // A pixel of zeros stands before each row, so that the first pixel has one to its left.
  let [row, above] = [new Uint8Array(channels + length), new Uint8Array(channels + length)];
  const tries = PREDICTORS.map(() => new Uint8Array(length));
  for (let y = 0; y < height; y++) {
    copyRow(data, y * width * 4, row, channels);
    const costs = PREDICTORS.map((predict, i) => tryFilter(predict, row, above, channels, tries[i]!));
    const best = costs.indexOf(Math.min(...costs));
    filtered[y * (1 + length)] = best;
    filtered.set(tries[best]!, y * (1 + length) + 1);
    [row, above] = [above, row];
  }
  return filtered;
}

function copyRow(rgba: Uint8Array, from: number, row: Uint8Array, channels: number): void {
  for (let to = channels, at = from; to < row.length; to += channels, at += 4) {
    row[to] = rgba[at]!;
    row[to + 1] = rgba[at + 1]!;
    row[to + 2] = rgba[at + 2]!;
    if (channels === 4) row[to + 3] = rgba[at + 3]!;
  }
}

/** Writes the differences, and answers the sum of their sizes. */
function tryFilter(
  predict: (typeof PREDICTORS)[number],
  row: Uint8Array,
  above: Uint8Array,
  channels: number,
  differences: Uint8Array,
): number {
  let sum = 0;
  for (let i = 0, at = channels; at < row.length; i++, at++) {
    const difference = row[at]! - predict(row[i]!, above[at]!, above[i]!);
    differences[i] = difference;
    sum += Math.abs((difference << 24) >> 24);
  }
  return sum;
}

/** Section 9.4. */
function paeth(left: number, above: number, corner: number): number {
  const [toLeft, toAbove] = [Math.abs(above - corner), Math.abs(left - corner)];
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** Length, name, data and checksum (section 5.3). */
function chunk(name: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
