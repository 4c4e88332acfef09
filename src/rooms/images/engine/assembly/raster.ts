// Pictures that somebody else has decoded: rows of interleaved eight-bit samples, from the top down.
import { alloc } from "./memory";
import { beginComposing, drain, plane, setPlane } from "./compose";
import { Model } from "./colour";
import { Resampler } from "./resample";

/** Output rows in the queue: planes of a raster progress together, so one push makes few. */
const QUEUE_ROWS: i32 = 64;

let channels: i32 = 0;
let width: i32 = 0;
let interleaved: usize = 0;
let separated: usize = 0; // one channel: u8, or with alpha u16

/** 1 to 4 channels: grey, grey and alpha, RGB, RGB and alpha. Answers where each row is to be written; 0 without memory. */
export function beginRaster(rasterWidth: i32, rasterHeight: i32, rasterChannels: i32): usize {
  channels = rasterChannels;
  width = rasterWidth;
  const deep = hasAlpha();
  beginComposing(channels, channels == 1 ? Model.Grey : channels == 2 ? Model.GreyAlpha : channels == 3 ? Model.Rgb : Model.RgbAlpha);
  for (let i = 0; i < channels; i++) {
    const resampler = Resampler.create(width, rasterHeight, 1, 1, deep, QUEUE_ROWS);
    if (!resampler) return 0;
    setPlane(i, resampler);
  }
  separated = alloc((<usize>width << 1) + 16);
  interleaved = alloc(<usize>width * channels);
  return separated ? interleaved : 0;
}

/** Takes the row that has been written. */
export function pushRasterRow(): void {
  for (let i = 0; i < channels; i++) {
    if (!hasAlpha()) separate(i);
    else if (i == channels - 1) separateAlpha();
    else separateMultiplied(i);
    plane(i).push(separated);
  }
  drain();
}

@inline function hasAlpha(): bool { return (channels & 1) == 0; }

function separate(channel: i32): void {
  let from = interleaved + channel;
  for (let x = 0; x < width; x++, from += channels) store<u8>(separated + x, load<u8>(from));
}

function separateAlpha(): void {
  let from = interleaved + channels - 1;
  for (let x = 0; x < width; x++, from += channels) store<u16>(separated + (x << 1), <u16>load<u8>(from) << 6);
}

/** Colour times alpha, in 14 bits: at eight, faint pixels would lose their colour. */
function separateMultiplied(channel: i32): void {
  let from = interleaved;
  for (let x = 0; x < width; x++, from += channels) {
    const product = <u32>load<u8>(from + channel) * load<u8>(from + channels - 1);
    store<u16>(separated + (x << 1), <u16>(((product << 6) + 127) / 255));
  }
}
