/** One WebAssembly instance. Its memory only grows, so it tells how large it has become. */
export interface Codec {
  /** Bytes. */
  memoryBytes(): number;
}

/** A decoder was given bytes that it cannot make a picture of. */
export class UndecodableError extends Error {}

/** What a fresh WebP encoder takes. An instance that has grown beyond it is not worth keeping between pictures. */
const KEPT_BYTES = 16 << 20;

/** Makes a codec when it is first needed, and keeps it for the next picture while it is sound and small. */
export class CodecHolder<C extends Codec> {
  readonly #create: () => C | Promise<C>;
  #codec: C | null = null;

  constructor(create: () => C | Promise<C>) {
    this.#create = create;
  }

  async ready(): Promise<void> {
    this.#codec ??= await this.#create();
  }

  /** Runs one step on the codec that `ready` made. A step that throws may leave its memory in any state: it goes. */
  use<T>(step: (codec: C) => T): T {
    try {
      return step(this.#codec!);
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  /** Lets go of an instance that has grown beyond `kept` bytes. */
  trim(kept = KEPT_BYTES): void {
    if (this.memoryBytes() > kept) this.drop();
  }

  drop(): void {
    this.#codec = null;
  }

  memoryBytes(): number {
    return this.#codec?.memoryBytes() ?? 0;
  }
}
