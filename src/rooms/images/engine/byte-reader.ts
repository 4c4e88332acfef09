import { openSource, type Source } from "./byte-source.ts";
import { unreadable } from "./picture-error.ts";

/** Takes a stream apart, by the piece as it comes or by the byte. Holds one piece at a time. */
export class ByteReader {
  readonly #source: Source;
  readonly #progress: () => void;
  readonly #size: number | undefined;
  #received = 0;
  #rest: Uint8Array = new Uint8Array(0);
  #taken = 0;

  /** `progress` is called for every piece that comes. `size`: what the body has to have, if that is known. */
  constructor(body: ReadableStream<Uint8Array> | Source, progress: () => void = () => {}, size?: number) {
    this.#source = "read" in body ? body : openSource(body);
    this.#progress = progress;
    this.#size = size;
  }

  /** Bytes that have been taken so far. */
  get taken(): number {
    return this.#taken;
  }

  /** What comes next, `most` bytes at most and one at least; null at the end. Holds until the next call. */
  async next(most = Number.POSITIVE_INFINITY): Promise<Uint8Array | null> {
    return this.#rest.length > 0 || (await this.#receive()) ? this.#take(most) : null;
  }

  /** Waits for another piece of the body. False at its end. */
  async #receive(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#source.read();
      this.#progress();
      this.#check(done, value?.length ?? 0);
      if (done || !value) return false;
      this.#rest = value;
    }
    return true;
  }

  #take(most: number): Uint8Array {
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    this.#taken += piece.length;
    return piece;
  }

  /** What a store breaks off in the middle is not taken for a file that ends there. */
  #check(done: boolean, length: number): void {
    this.#received += length;
    if (this.#size === undefined) return;
    if (done ? this.#received < this.#size : this.#received > this.#size)
      throw unreadable("a body of another length than announced");
  }

  /** Exactly `length` bytes, to keep. @throws `unreadable` when the file ends before. */
  async read(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      // Files of nothing but small chunks would spend their time waiting for what is there.
      if (this.#rest.length === 0 && !(await this.#receive())) throw unreadable("the file ends early");
      const piece = this.#take(length - filled);
      bytes.set(piece, filled);
      filled += piece.length;
    }
    return bytes;
  }

  /** @throws `unreadable` when the file ends before. */
  async skip(length: number): Promise<void> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#receive())) throw unreadable("the file ends early");
      left -= this.#take(left).length;
    }
  }

  /** Says that nothing more is needed: the rest of the body is not read. */
  async cancel(reason?: unknown): Promise<void> {
    await this.#source.cancel(reason);
  }
}
