import type { ReadAt } from "../../../kit/read-at.ts";
import { Refusal } from "./detected.ts";

const BLOCK = 64 << 10;
const MOST_BLOCKS = 8;
const MOST_READS = 96;
const MOST_STEPS = 100_000;

/** How many bytes a parser asks for at a time when it has to see all of them. */
export const PIECE = BLOCK;
/** And when it may find what it looks for anywhere, and go on from there. */
export const STEP = 4 << 10;

/**
 * A stored file, read through a small cache: blocks of 64 KiB, eight of them kept (512 KiB). A walk forward doubles
 * what it reads each time, up to 512 KiB, and a file no larger than that is read at once. After 96 reads, or 100,000
 * steps of a parser, the file is `too-complex`: so no parser has to count. Asking beyond the end is `truncated`.
 */
export class FileBytes {
  /** Bytes. */
  readonly size: number;
  readonly #read: ReadAt;
  /** In order of use, the least recent first. */
  readonly #blocks = new Map<number, Uint8Array>();
  #reads = 0;
  #steps = 0;
  #nextBlock = -1;
  #run = 1;

  constructor(read: ReadAt, size: number) {
    this.#read = read;
    this.size = size;
  }

  /** Exactly `length` bytes from `offset`. They belong to the cache: not to be written to. */
  async at(offset: number, length: number): Promise<Uint8Array> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) throw new Refusal("truncated");
    if (length > BLOCK * MOST_BLOCKS || ++this.#steps > MOST_STEPS) throw new Refusal("too-complex");
    const first = Math.floor(offset / BLOCK);
    const start = offset - first * BLOCK;
    if (start + length <= BLOCK) return (await this.#block(first, length)).subarray(start, start + length);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const piece = await this.at(offset + done, Math.min(length - done, BLOCK - ((offset + done) % BLOCK)));
      bytes.set(piece, done);
      done += piece.length;
    }
    return bytes;
  }

  /** As `at`, but fewer where the file ends. */
  async upTo(offset: number, length: number): Promise<Uint8Array> {
    return this.at(offset, Math.max(0, Math.min(length, this.size - offset)));
  }

  /** As `at`, for reading numbers. */
  async view(offset: number, length: number): Promise<DataView> {
    const bytes = await this.at(offset, length);
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }

  async #block(index: number, length: number): Promise<Uint8Array> {
    if (length === 0) return new Uint8Array(0);
    const block = this.#blocks.get(index) ?? (await this.#load(index));
    this.#blocks.delete(index);
    this.#blocks.set(index, block);
    return block;
  }

  async #load(index: number): Promise<Uint8Array> {
    if (++this.#reads > MOST_READS) throw new Refusal("too-complex");
    const [first, count] = this.#nextRun(index);
    const length = Math.min(count * BLOCK, this.size - first * BLOCK);
    const bytes = await this.#read(first * BLOCK, length);
    if (bytes.length < length) throw new Refusal("truncated");
    for (let i = 0; i * BLOCK < length; i++) {
      this.#blocks.delete(first + i);
      this.#blocks.set(first + i, bytes.subarray(i * BLOCK, (i + 1) * BLOCK));
    }
    for (const old of [...this.#blocks.keys()].slice(0, -MOST_BLOCKS)) this.#blocks.delete(old);
    return this.#blocks.get(index)!;
  }

  #nextRun(index: number): [first: number, count: number] {
    if (this.size <= BLOCK * MOST_BLOCKS) return [0, MOST_BLOCKS];
    this.#run = index === this.#nextBlock ? Math.min(this.#run * 2, MOST_BLOCKS) : 1;
    this.#nextBlock = index + this.#run;
    return [index, this.#run];
  }
}
