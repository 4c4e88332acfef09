import type { ReadAt } from "../read-at.ts";

const FIRST_READ = 64 << 10;
const LARGEST_READ = 1 << 20;
const MOST_READS = 32;

/**
 * A sliding view of a file for parsers that mostly walk forward. Each read is twice as long as the one before (64 KiB
 * to 1 MiB), so that a header behind megabytes of metadata costs few reads; after 32 reads everything is out of reach.
 */
export class ByteWindow {
  readonly #read: ReadAt;
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #readAhead = FIRST_READ;
  #reads = 0;

  constructor(read: ReadAt) {
    this.#read = read;
  }

  /** Exactly `length` bytes from `offset`; null when the file ends before that, or after too many reads. */
  async view(offset: number, length: number): Promise<DataView | null> {
    if (!this.#holds(offset, length) && !(await this.#move(offset, length))) return null;
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + offset - this.#start, length);
  }

  #holds(offset: number, length: number): boolean {
    return offset >= this.#start && offset + length <= this.#start + this.#bytes.length;
  }

  async #move(offset: number, length: number): Promise<boolean> {
    if (length > LARGEST_READ || this.#reads === MOST_READS) return false;
    this.#reads++;
    this.#bytes = await this.#read(offset, Math.max(length, this.#readAhead));
    this.#start = offset;
    this.#readAhead = Math.min(this.#readAhead * 2, LARGEST_READ);
    return this.#holds(offset, length);
  }
}

/** `length` bytes of a view as Latin-1 text, for signatures and four-letter codes. */
export function textAt(view: DataView, offset: number, length: number): string {
  if (offset + length > view.byteLength) return "";
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + offset, length));
}
