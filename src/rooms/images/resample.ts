import type { Pixels } from "./engine/engine.ts";
import type { Layout } from "./engine/geometry.ts";
import type { Placement } from "./engine/orientation.ts";
import { lanczosTaps, type Taps } from "./lanczos.ts";
import type { Raster } from "./pixels.ts";

/**
 * Makes the small picture of a large one: Lanczos3 in the picture's own gamma, with alpha multiplied in, as sharp does
 * by default. Reads the raster where it lies, row by row, keeps only the rows that the next output row needs, and puts
 * each pixel where `placement` says.
 */
export function resample(source: Raster, { horizontal, vertical }: Layout, placement: Placement): Pixels {
  const columns = lanczosTaps(horizontal, source.width);
  const rows = lanczosTaps(vertical, source.height);
  const rowLength = horizontal.count * source.channels;
  const ring = Array.from({ length: rows.length }, () => new Float32Array(rowLength));
  const sum = new Float32Array(rowLength);
  const rgba = new Uint8ClampedArray(placement.width * placement.height * 4);
  const shrinkRow = source.channels === 3 ? shrinkRgb : shrinkRgba;
  const writeRow = source.channels === 3 ? writeRgb : writeRgba;
  let next = 0;
  for (let y = 0; y < vertical.count; y++) {
    const first = rows.first[y]!;
    for (next = Math.max(next, first); next < first + rows.length; next++)
      shrinkRow(source.data, next * source.width * source.channels, columns, ring[next % ring.length]!);
    addRows(ring, first, rows.weights.subarray(y * rows.length, (y + 1) * rows.length), sum);
    writeRow(sum, rgba, (placement.first + y * placement.rowStep) * 4, placement.columnStep * 4);
  }
  return {
    width: placement.width,
    height: placement.height,
    data: new Uint8Array(rgba.buffer),
    opaque: source.channels === 3,
  };
}

function shrinkRgb(
  data: Uint8Array,
  start: number,
  { first, weights, length }: Taps,
  row: Float32Array,
): void {
  for (let x = 0, tap = 0; x < first.length; x++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let end = tap + length, at = start + first[x]! * 3; tap < end; tap++, at += 3) {
      const weight = weights[tap]!;
      red += data[at]! * weight;
      green += data[at + 1]! * weight;
      blue += data[at + 2]! * weight;
    }
    row[x * 3] = red;
    row[x * 3 + 1] = green;
    row[x * 3 + 2] = blue;
  }
}

function shrinkRgba(
  data: Uint8Array,
  start: number,
  { first, weights, length }: Taps,
  row: Float32Array,
): void {
  for (let x = 0, tap = 0; x < first.length; x++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let alpha = 0;
    for (let end = tap + length, at = start + first[x]! * 4; tap < end; tap++, at += 4) {
      const weight = weights[tap]! * data[at + 3]!;
      red += data[at]! * weight;
      green += data[at + 1]! * weight;
      blue += data[at + 2]! * weight;
      alpha += weight;
    }
    row[x * 4] = red;
    row[x * 4 + 1] = green;
    row[x * 4 + 2] = blue;
    row[x * 4 + 3] = alpha;
  }
}

function addRows(ring: Float32Array[], first: number, weights: Float32Array, sum: Float32Array): void {
  sum.fill(0);
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    const row = ring[(first + i) % ring.length]!;
    if (weight !== 0) for (let x = 0; x < sum.length; x++) sum[x]! += row[x]! * weight;
  }
}

function writeRgb(row: Float32Array, rgba: Uint8ClampedArray, start: number, step: number): void {
  for (let from = 0, to = start; from < row.length; from += 3, to += step) {
    rgba[to] = row[from]!;
    rgba[to + 1] = row[from + 1]!;
    rgba[to + 2] = row[from + 2]!;
    rgba[to + 3] = 255;
  }
}

function writeRgba(row: Float32Array, rgba: Uint8ClampedArray, start: number, step: number): void {
  for (let from = 0, to = start; from < row.length; from += 4, to += step) {
    const alpha = row[from + 3]!;
    const unmultiply = alpha > 0 ? 1 / alpha : 0;
    rgba[to] = row[from]! * unmultiply;
    rgba[to + 1] = row[from + 1]! * unmultiply;
    rgba[to + 2] = row[from + 2]! * unmultiply;
    rgba[to + 3] = alpha;
  }
}
