// @ts-expect-error: the package declares what an instance exports; a Worker imports the compiled module.
import compiledPng from "@jsquash/png/codec/pkg/squoosh_png_bg.wasm";
import { type Codec, UndecodableError } from "../../../src/rooms/images/codecs/codec.ts";
import type { Raster } from "../../../src/rooms/images/pixels.ts";

interface PngExports {
  memory: WebAssembly.Memory;
  decode(pointer: number, bytes: number): number;
  __wbindgen_malloc(bytes: number, alignment: number): number;
  __wbindgen_free(pointer: number, bytes: number, alignment: number): void;
}

interface Answer {
  pointer: number;
  bytes: number;
  width: number;
  height: number;
}

export interface PngDecoder extends Codec {
  /** Decodes to RGBA, 16-bit channels cut to 8. An animation gives its still picture. Throws on a damaged file. */
  decode(png: Uint8Array): Raster;
}

/**
 * Squoosh's PNG decoder, bound by hand: the package's own binding can hold only one instance for ever, so it could not
 * be replaced after a trap, and it copies the pixels out.
 */
export function createPngDecoder(): PngDecoder {
  let answer: Answer | null = null;
  const keep = (pointer: number, bytes: number, width: number, height: number) => {
    answer = { pointer, bytes, width, height };
    return 0;
  };
  const { exports } = new WebAssembly.Instance(compiledPng, { wbg: bindings(keep) });
  const squoosh = exports as unknown as PngExports;
  return {
    memoryBytes: () => squoosh.memory.buffer.byteLength,
    decode(png) {
      if (answer) squoosh.__wbindgen_free(answer.pointer, answer.bytes, 1);
      answer = null;
      const input = squoosh.__wbindgen_malloc(png.length, 1);
      new Uint8Array(squoosh.memory.buffer, input, png.length).set(png);
      squoosh.decode(input, png.length);
      return rasterIn(squoosh.memory, answer);
    },
  };
}

/** wasm-bindgen ends its import names in a hash; what comes before it is the part that means something. */
function bindings(keep: (pointer: number, bytes: number, width: number, height: number) => number) {
  const fail = () => {
    throw new UndecodableError("Squoosh's PNG decoder gave up");
  };
  return Object.fromEntries(
    WebAssembly.Module.imports(compiledPng).map(({ name }) => [
      name,
      name.startsWith("__wbg_newwithownedu8clampedarray")
        ? keep
        : name === "__wbindgen_throw"
          ? fail
          : () => 0,
    ]),
  );
}

function rasterIn(memory: WebAssembly.Memory, answer: Answer | null): Raster {
  if (!answer) throw new UndecodableError("Squoosh's PNG decoder answered nothing");
  const { pointer, bytes, width, height } = answer;
  return { width, height, channels: 4, data: new Uint8Array(memory.buffer, pointer, bytes) };
}
