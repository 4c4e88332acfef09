// Pictures that somebody else has decoded: rows of interleaved eight-bit samples.
import { alloc } from "./memory";
import { beginComposing, drain, plane, setPlane } from "./compose";
import { Model } from "./colour";
import { Resampler } from "./resample";

/** Output rows in the queue: planes of a raster progress together, so one push makes few. */
const QUEUE_ROWS: i32 = 64;
/** How far the loops below read and write beyond a row. */
export const BEYOND_ROW: usize = 64;

let channels: i32 = 0;
let width: i32 = 0;
let interleaved: usize = 0;
let separated: usize = 0; // a row for each channel: u8, or with alpha u16
let stride: usize = 0;

/** 1 to 4 channels: grey, grey and alpha, RGB, RGB and alpha. Answers where each row is to be written; 0 without memory. */
export function beginRaster(rasterWidth: i32, rasterHeight: i32, rasterChannels: i32): usize {
  if (!beginRows(rasterWidth, rasterHeight, rasterChannels, true)) return 0;
  interleaved = alloc(<usize>width * channels + BEYOND_ROW);
  return interleaved;
}

/** Takes the row that has been written. */
export function pushRasterRow(): void { pushRow(interleaved); }

/** As `beginRaster`, for rows that lie elsewhere in memory; `ordered` when they come from the top down. */
export function beginRows(rowWidth: i32, rows: i32, rowChannels: i32, ordered: bool): bool {
  channels = rowChannels;
  width = rowWidth;
  const deep = hasAlpha();
  beginComposing(channels, channels == 1 ? Model.Grey : channels == 2 ? Model.GreyAlpha : channels == 3 ? Model.Rgb : Model.RgbAlpha);
  for (let i = 0; i < channels; i++) {
    const resampler = ordered ? Resampler.create(width, rows, 1, 1, deep, QUEUE_ROWS) : Resampler.createUnordered(width, rows, deep);
    if (!resampler) return false;
    setPlane(i, resampler);
  }
  stride = (<usize>width << 1) + BEYOND_ROW;
  separated = alloc(stride * channels);
  return separated != 0;
}

/** The next row, with `BEYOND_ROW` more bytes to read. */
export function pushRow(row: usize): void {
  const planes = separate(row);
  for (let i = 0; i < channels; i++) plane(i).push(planes + <usize>i * stride);
  drain();
}

/** See `Resampler.add`. */
export function addRow(row: usize, y: i32): void {
  const planes = separate(row);
  for (let i = 0; i < channels; i++) plane(i).add(planes + <usize>i * stride, y);
}

/** Says that all rows have been added. */
export function endRows(): void {
  for (let i = 0; i < channels; i++) plane(i).settle();
  drain();
}

@inline function hasAlpha(): bool { return (channels & 1) == 0; }

/** Answers where the channels are, one `stride` after the other. */
function separate(row: usize): usize {
  switch (channels) {
    case 1: return row;
    case 2: separateGreyAlpha(row); break;
    case 3: separateRgb(row); break;
    default: separateRgbAlpha(row);
  }
  return separated;
}

function separateRgb(from: usize): void {
  const red = separated, green = red + stride, blue = green + stride;
  for (let x = 0; x < width; x += 8, from += 24) {
    const a = v128.load(from);
    const b = v128.load(from, 8);
    v128.store64_lane(red + x, i8x16.shuffle(a, b, 0, 3, 6, 9, 12, 15, 26, 29, 0, 0, 0, 0, 0, 0, 0, 0), 0);
    v128.store64_lane(green + x, i8x16.shuffle(a, b, 1, 4, 7, 10, 13, 24, 27, 30, 0, 0, 0, 0, 0, 0, 0, 0), 0);
    v128.store64_lane(blue + x, i8x16.shuffle(a, b, 2, 5, 8, 11, 14, 25, 28, 31, 0, 0, 0, 0, 0, 0, 0, 0), 0);
  }
}

function separateRgbAlpha(from: usize): void {
  for (let to = separated, end = to + (<usize>width << 1); to < end; to += 16, from += 32) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const low = i8x16.shuffle(a, b, 0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29); // red, green
    const high = i8x16.shuffle(a, b, 2, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31); // blue, alpha
    const alpha = i16x8.extend_high_i8x16_u(high);
    v128.store(to, multiply(i16x8.extend_low_i8x16_u(low), alpha));
    v128.store(to + stride, multiply(i16x8.extend_high_i8x16_u(low), alpha));
    v128.store(to + 2 * stride, multiply(i16x8.extend_low_i8x16_u(high), alpha));
    v128.store(to + 3 * stride, i16x8.shl(alpha, 6));
  }
}

function separateGreyAlpha(from: usize): void {
  for (let to = separated, end = to + (<usize>width << 1); to < end; to += 16, from += 16) {
    const both = v128.load(from);
    const alpha = i16x8.shr_u(both, 8);
    v128.store(to, multiply(v128.and(both, i16x8.splat(255)), alpha));
    v128.store(to + stride, i16x8.shl(alpha, 6));
  }
}

/** Colour times alpha, in 14 bits: at eight, faint pixels would lose their colour. `c * a * 64 / 255`, rounded half up. */
@inline function multiply(colour: v128, alpha: v128): v128 {
  const product = i16x8.mul(colour, alpha);
  // Divided by 255, exactly for all that two bytes can give.
  const part = i16x8.shr_u(i16x8.add(i16x8.add(product, i16x8.splat(1)), i16x8.shr_u(product, 8)), 8);
  return i16x8.shr_u(i16x8.add(i16x8.add(product, part), i16x8.splat(2)), 2);
}
