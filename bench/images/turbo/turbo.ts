import type { PictureHeader } from "../../../src/kit/picture-header/picture-header.ts";
import type { World } from "../../../src/kit/world.ts";
import { CodecHolder } from "../../../src/rooms/images/codecs/codec.ts";
import type { ImageDriver } from "../../../src/rooms/images/driver.ts";
import { createEncoders } from "../../../src/rooms/images/encoders/encoder.ts";
import type { Layout, Size } from "../../../src/rooms/images/engine/geometry.ts";
import { checkJpeg, coefficientBytes } from "../../../src/rooms/images/jpeg-cost.ts";
import { imagesUnsupported } from "../../../src/rooms/images/problems.ts";
import { createRenderer } from "../../../src/rooms/images/renderer.ts";
import { type DecodedSize, type Toolbox, whole } from "../../../src/rooms/images/toolbox.ts";

const MIB = 1 << 20;
const JPEG_LIMITS = { pixels: 100e6, scans: 100, blocksDecoded: 20e6 };
/** Decoding at 1.5 times the wanted size leaves Lanczos enough to work on; below that pictures get soft. */
const OVERSAMPLING = 1.5;

/**
 * libjpeg-turbo for JPEG, Squoosh's builds of libwebp and of Rust's `png` for the rest. JPEG is decoded straight to an
 * eighth of its size or more, so that 100 megapixels fit; PNG and WebP are decoded whole, 7 to 20 megapixels.
 */
export function openTurbo(world: World): ImageDriver {
  return createRenderer("turbo", createToolbox(), world);
}

function createToolbox(): Toolbox {
  return {
    decoders: {
      "image/jpeg": new CodecHolder(async () => (await import("./jpeg-turbo.ts")).createJpegDecoder()),
      "image/png": new CodecHolder(async () => (await import("./squoosh-png.ts")).createPngDecoder()),
      "image/webp": new CodecHolder(async () => (await import("./webp-decoder.ts")).createWebpDecoder()),
    },
    encoders: createEncoders({
      "image/webp": async () =>
        (await import("../../../src/rooms/images/encoders/webp.ts")).createWebpEncoder(),
    }),
    check(header, file) {
      if (header.type === "image/jpeg") checkJpeg(header, file, JPEG_LIMITS);
      if (header.type === "image/webp" && header.animated) throw imagesUnsupported();
    },
    decodeSizes: (header, layout) =>
      header.type === "image/jpeg" ? eighths(header, layout) : [whole(header)],
    codecBytes: (header, fileBytes, decoded, result) =>
      decoderBytes(header, fileBytes, decoded) + encoderBytes(result.width * result.height),
  };
}

/** libjpeg-turbo scales by n/8 while it decodes, rounding up. */
function eighths({ width, height }: Size, { horizontal, vertical }: Layout): DecodedSize[] {
  const shrink = Math.min(horizontal.step, vertical.step);
  const least = Math.min(8, Math.ceil(8 / shrink));
  const best = Math.min(8, Math.ceil((8 * OVERSAMPLING) / shrink));
  return Array.from({ length: best - least + 1 }, (_, i) => (best - i) / 8).map((scale) => ({
    width: Math.ceil(width * scale),
    height: Math.ceil(height * scale),
    scale,
  }));
}

/** Upper bounds, measured: each decoder holds the file, the pixels, and what it needs to get from one to the other. */
function decoderBytes(header: PictureHeader, fileBytes: number, decoded: Size): number {
  const pixels = decoded.width * decoded.height;
  if (header.type === "image/jpeg") {
    const coefficients = header.multipleScans ? coefficientBytes(header) : 0;
    return MIB + fileBytes + pixels * 3 + header.width * 64 + coefficients;
  }
  if (header.type === "image/png") return 2 * MIB + fileBytes + pixels * (header.hasAlpha ? 4.5 : 9.5);
  const perPixel = header.colour === "rgb" ? 9.5 : header.hasAlpha ? 8 : 6.5;
  const javaScriptCopy = pixels * 4;
  return Math.max(16 * MIB, fileBytes * 2 + pixels * perPixel) + javaScriptCopy;
}

/** See `createWebpEncoder`, which spares memory for large pictures. */
function encoderBytes(pixels: number): number {
  return Math.max(16 * MIB, pixels * (pixels > 1.5e6 ? 14.5 : 29.5));
}
