import jpegTurbo from "@cwasm/jpeg-turbo/jpeg-turbo.wasm";
import { type Codec, UndecodableError } from "../../../src/rooms/images/codecs/codec.ts";
import type { Size } from "../../../src/rooms/images/engine/geometry.ts";
import type { Raster } from "../../../src/rooms/images/pixels.ts";

/** turbojpeg.h: `TJPF_RGB`. */
const RGB = 0;

interface TurboExports {
  memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(pointer: number): void;
  tjInitDecompress(): number;
  tjDestroy(decoder: number): number;
  tjDecompress2(
    decoder: number,
    jpeg: number,
    jpegBytes: number,
    pixels: number,
    width: number,
    pitch: number,
    height: number,
    format: number,
    flags: number,
  ): number;
}

export interface JpegDecoder extends Codec {
  /**
   * Decodes at `size`, which has to be the picture's own times 1/8 to 8/8, rounded up. Missing or
   * damaged parts come out grey; throws when nothing can be decoded at all.
   */
  decode(jpeg: Uint8Array, size: Size): Raster;
}

/**
 * libjpeg-turbo, called directly because the package's own wrapper never asks for a smaller picture. Its error exit is
 * `longjmp`, which WebAssembly lacks: the throw here leaves the instance unusable.
 */
export function createJpegDecoder(): JpegDecoder {
  const { exports } = new WebAssembly.Instance(jpegTurbo, {
    env: { setjmp: () => 0, longjmp: fail },
    wasi_snapshot_preview1: {
      environ_sizes_get: () => 0,
      environ_get: fail,
      proc_exit: fail,
      fd_close: fail,
      fd_seek: fail,
      fd_write: fail,
    },
  });
  const turbo = exports as unknown as TurboExports;
  let pixels = 0;
  return {
    memoryBytes: () => turbo.memory.buffer.byteLength,
    decode(jpeg, { width, height }) {
      turbo.free(pixels);
      pixels = decode(turbo, jpeg, width, height);
      return {
        width,
        height,
        channels: 3,
        data: new Uint8Array(turbo.memory.buffer, pixels, width * height * 3),
      };
    },
  };
}

function decode(turbo: TurboExports, jpeg: Uint8Array, width: number, height: number): number {
  const input = allocate(turbo, jpeg.length);
  new Uint8Array(turbo.memory.buffer, input, jpeg.length).set(jpeg);
  const output = allocate(turbo, width * height * 3);
  // Were anything left undrawn, it would show what the memory held before: somebody else's picture.
  new Uint8Array(turbo.memory.buffer, output, width * height * 3).fill(128);
  const decoder = turbo.tjInitDecompress();
  // Answers -1 for mere warnings too; real failures throw.
  turbo.tjDecompress2(decoder, input, jpeg.length, output, width, 0, height, RGB, 0);
  turbo.tjDestroy(decoder);
  turbo.free(input);
  return output;
}

function allocate(turbo: TurboExports, bytes: number): number {
  const pointer = turbo.malloc(bytes);
  if (pointer === 0) throw new UndecodableError("Out of memory");
  return pointer;
}

function fail(): never {
  throw new UndecodableError("libjpeg-turbo gave up");
}
