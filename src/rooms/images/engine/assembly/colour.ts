// Rows of 14-bit samples to RGBA pixels.
import { mixInks, setInk } from "./colour-cmyk";

/** What a picture's planes mean. */
export enum Model {
  Grey,
  GreyAlpha,
  Rgb,
  RgbAlpha,
  /** JFIF: ITU-R BT.601 in full swing. */
  Ycc,
  /** VP8: ITU-R BT.601 in studio swing, luma 16 to 235 (RFC 6386, section 9.2). */
  StudioYcc,
  /** The same multiplied by alpha, luma from 0 on: Y, U, V, the alpha that U and V were multiplied by, and that of Y. */
  StudioYccAlpha,
  /** As Adobe's programs write ink, and everybody reads it: full at 0. */
  Cmyk,
  /** The same, with YCC of what is no ink. */
  Ycck,
}

/** Half of 64, to round 14 bits to eight. */
const HALF: i32 = 32;

/** To eight bits. */
@inline function clamp(v: i32): u32 { return <u32>min(max(v, 0), 255); }
/** To what 14 bits hold of 255. */
@inline function clampSample(v: i32): i32 { return min(max(v, 0), 16320); }
@inline function pack(r: u32, g: u32, b: u32): u32 { return r | g << 8 | b << 16 | 0xff000000; }
@inline function at(rows: usize, plane: usize, x: usize): i32 { return <i32>load<i16>(load<usize>(rows + (plane << 2)) + (x << 1)); }

/** `rows`: a pointer to the row of each plane. `step`: bytes from one pixel of the row to the next, of either sign. */
export function convertRow(model: Model, rows: usize, to: usize, step: i32, width: i32): void {
  switch (model) {
    case Model.Grey: return convertGrey(rows, to, step, width);
    case Model.GreyAlpha: return convertAlpha(rows, to, step, width, 1);
    case Model.Rgb: return convertRgb(rows, to, step, width);
    case Model.RgbAlpha: return convertAlpha(rows, to, step, width, 3);
    case Model.Ycc: return convertYcc(rows, to, step, width);
    case Model.StudioYcc: return convertStudio(rows, to, step, width);
    case Model.StudioYccAlpha: return convertStudioAlpha(rows, to, step, width);
    case Model.Cmyk: return convertCmyk(rows, to, step, width);
    case Model.Ycck: return convertYcck(rows, to, step, width);
  }
}

function convertGrey(rows: usize, to: usize, step: i32, width: i32): void {
  for (let x = 0; x < width; x++, to += step) {
    const v = clamp((at(rows, 0, x) + HALF) >> 6);
    store<u32>(to, pack(v, v, v));
  }
}

function convertRgb(rows: usize, to: usize, step: i32, width: i32): void {
  for (let x = 0; x < width; x++, to += step)
    store<u32>(to, pack(clamp((at(rows, 0, x) + HALF) >> 6), clamp((at(rows, 1, x) + HALF) >> 6), clamp((at(rows, 2, x) + HALF) >> 6)));
}

/** Colours have been multiplied by alpha, so that what cannot be seen does not bleed into what can. */
function convertAlpha(rows: usize, to: usize, step: i32, width: i32, colours: i32): void {
  for (let x = 0; x < width; x++, to += step) {
    const alpha = clampSample(at(rows, colours, x));
    const scale: f32 = alpha > 0 ? <f32>255 / <f32>alpha : 0;
    const r = unmultiply(at(rows, 0, x), scale);
    const g = colours == 1 ? r : unmultiply(at(rows, 1, x), scale);
    const b = colours == 1 ? r : unmultiply(at(rows, 2, x), scale);
    store<u32>(to, r | g << 8 | b << 16 | clamp((alpha + HALF) >> 6) << 24);
  }
}

@inline function unmultiply(v: i32, scale: f32): u32 { return clamp(<i32>(<f32>v * scale + 0.5)); }

/** ITU-T T.871, section 7, in 16-bit fixed point over 14-bit samples. */
function convertYcc(rows: usize, to: usize, step: i32, width: i32): void {
  for (let x = 0; x < width; x++, to += step) {
    const y = (at(rows, 0, x) << 10) + 32768;
    const cb = at(rows, 1, x) - 8192;
    const cr = at(rows, 2, x) - 8192;
    const r = y + 1436 * cr;
    const g = y - 352 * cb - 731 * cr;
    const b = y + 1815 * cb;
    store<u32>(to, pack(clamp(r >> 16), clamp(g >> 16), clamp(b >> 16)));
  }
}

/** As libwebp converts, at 14 bits: 1.164 (Y - 16) + 1.596 V and so on. */
function convertStudio(rows: usize, to: usize, step: i32, width: i32): void {
  for (let x = 0; x < width; x++, to += step)
    store<u32>(to, packStudio(at(rows, 0, x) - 1024, at(rows, 1, x) - 8192, at(rows, 2, x) - 8192));
}

@inline function packStudio(luma: i32, u: i32, v: i32): u32 {
  const y = 1192 * luma + 32768;
  return pack(clamp((y + 1634 * v) >> 16), clamp((y - 401 * u - 832 * v) >> 16), clamp((y + 2066 * u) >> 16));
}

function convertStudioAlpha(rows: usize, to: usize, step: i32, width: i32): void {
  for (let x = 0; x < width; x++, to += step) {
    const alpha = clampSample(at(rows, 4, x));
    const ofLuma: f32 = alpha > 0 ? <f32>16320 / <f32>alpha : 0;
    const ofColours: f32 = at(rows, 3, x) > 0 ? <f32>16320 / <f32>at(rows, 3, x) : 0;
    const y = <i32>min<f32>(<f32>at(rows, 0, x) * ofLuma, 16320);
    const u = <i32>min<f32>(max<f32>(<f32>at(rows, 1, x) * ofColours, -8192), 8192);
    const v = <i32>min<f32>(max<f32>(<f32>at(rows, 2, x) * ofColours, -8192), 8192);
    store<u32>(to, packStudio(max(y, -1024), u, v) & 0xffffff | clamp((alpha + HALF) >> 6) << 24);
  }
}

/** 16320 is 14 bits of no ink. */
@inline function inkOf(v: i32): f32 { return 1 - <f32>v / 16320; }

function convertCmyk(rows: usize, to: usize, step: i32, width: i32): void {
  for (let x = 0; x < width; x++, to += step) {
    for (let i = 0; i < 4; i++) setInk(i, inkOf(at(rows, i, x)));
    store<u32>(to, mixInks());
  }
}

/** Red, green and blue of the YCC are the inks themselves. */
function convertYcck(rows: usize, to: usize, step: i32, width: i32): void {
  for (let x = 0; x < width; x++, to += step) {
    const y = <f32>at(rows, 0, x);
    const cb = <f32>(at(rows, 1, x) - 8192);
    const cr = <f32>(at(rows, 2, x) - 8192);
    setInk(0, (y + <f32>1.402 * cr) / 16320);
    setInk(1, (y - <f32>0.344136 * cb - <f32>0.714136 * cr) / 16320);
    setInk(2, (y + <f32>1.772 * cb) / 16320);
    setInk(3, inkOf(at(rows, 3, x)));
    store<u32>(to, mixInks());
  }
}
