import type { OutputType } from "../driver.ts";
import type { Pixels } from "../engine/engine.ts";

export type { Pixels } from "../engine/engine.ts";

/** Writes one format: pixels and nothing else. */
export interface Encoder {
  /** Of the WebAssembly behind it, in bytes. Memory of an instance only grows. */
  memoryBytes(): number;
  /** `quality` is 1 to 100; formats without loss disregard it. Throws when memory does not suffice. */
  encode(pixels: Pixels, options: { quality: number }): Uint8Array<ArrayBuffer>;
}

/** What a fresh WebP encoder takes. An instance that has grown beyond it is not worth keeping between pictures. */
const LARGEST_KEPT = 16 << 20;

type Loaders = Partial<Record<OutputType, () => Promise<Encoder>>>;

/** The formats that a driver can write. */
export interface Encoders {
  readonly writes: readonly OutputType[];
  /** Makes an encoder ready, so that nothing has to be waited for between pixels and file. */
  prepare(type: OutputType): Promise<Encoder["encode"]>;
}

/** Loads encoders when they are first needed. Only the one that was used last is kept, and only if it is small. */
export function createEncoders(loaders: Loaders): Encoders {
  let kept: { type: OutputType; encoder: Encoder } | null = null;
  return {
    writes: Object.keys(loaders) as OutputType[],
    async prepare(type) {
      if (kept?.type !== type) kept = null;
      const encoder = kept?.encoder ?? (await load(loaders, type));
      kept = { type, encoder };
      return (pixels, options) => {
        // Should it throw, its memory is in no known state.
        kept = null;
        const file = encoder.encode(pixels, options);
        if (encoder.memoryBytes() <= LARGEST_KEPT) kept = { type, encoder };
        return file;
      };
    },
  };
}

function load(loaders: Loaders, type: OutputType): Promise<Encoder> {
  const loader = loaders[type];
  if (!loader) throw new TypeError(`Nothing here writes ${type}`);
  return loader();
}
