import compiled from "@cf-wasm/photon/photon.wasm";
import type { Encoder } from "../encoders/encoder.ts";
import type { Decoder } from "../toolbox.ts";
import { UndecodableError } from "./codec.ts";

/** A Rust vector, as wasm-bindgen answers it. */
type Vector = [pointer: number, length: number];

interface PhotonExports {
  memory: WebAssembly.Memory;
  __wbindgen_malloc(bytes: number, alignment: number): number;
  __wbindgen_free(pointer: number, bytes: number, alignment: number): void;
  /** These take the vector over and answer a picture. */
  photonimage_new_from_byteslice(pointer: number, bytes: number): number;
  photonimage_new(pointer: number, bytes: number, width: number, height: number): number;
  photonimage_get_width(picture: number): number;
  photonimage_get_height(picture: number): number;
  photonimage_get_raw_pixels(picture: number): Vector;
  photonimage_get_bytes_webp(picture: number): Vector;
  __wbg_photonimage_free(picture: number, unused: number): void;
}

/**
 * Photon, bound by hand: of its 155 KB of JavaScript a codec needs a page, and the package's own binding holds one
 * instance for ever, which would be of no use after a trap.
 */
export function createPhoton(): Decoder & Encoder {
  const { exports } = new WebAssembly.Instance(compiled, bindings());
  const photon = exports as unknown as PhotonExports;
  let last: Vector = [0, 0];
  const give = (bytes: Uint8Array | Uint8ClampedArray): Vector => {
    const pointer = photon.__wbindgen_malloc(bytes.length, 1);
    new Uint8Array(photon.memory.buffer, pointer, bytes.length).set(bytes);
    return [pointer, bytes.length];
  };
  return {
    memoryBytes: () => photon.memory.buffer.byteLength,
    decode(file) {
      photon.__wbindgen_free(...last, 1);
      const picture = photon.photonimage_new_from_byteslice(...give(file));
      const size = {
        width: photon.photonimage_get_width(picture),
        height: photon.photonimage_get_height(picture),
      };
      last = photon.photonimage_get_raw_pixels(picture);
      photon.__wbg_photonimage_free(picture, 0);
      return { ...size, channels: 4, data: new Uint8Array(photon.memory.buffer, ...last) };
    },
    encode({ data, width, height }) {
      const picture = photon.photonimage_new(...give(data), width, height);
      const webp = photon.photonimage_get_bytes_webp(picture);
      const bytes = new Uint8Array(photon.memory.buffer, ...webp).slice();
      photon.__wbindgen_free(...webp, 1);
      photon.__wbg_photonimage_free(picture, 0);
      return bytes;
    },
  };
}

/** Everything Photon imports is for a browser's canvas, or for saying why it panicked. */
function bindings(): WebAssembly.Imports {
  const imports: Record<string, Record<string, () => unknown>> = {};
  for (const { module, name } of WebAssembly.Module.imports(compiled)) {
    imports[module] ??= {};
    imports[module][name] = name.includes("throw") ? fail : () => 0;
  }
  return imports;
}

function fail(): never {
  throw new UndecodableError("Photon gave up");
}
