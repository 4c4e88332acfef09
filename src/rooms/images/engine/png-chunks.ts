import { crc32 } from "node:zlib";
import type { ByteReader } from "./byte-reader.ts";
import { unreadable, unsupported } from "./picture-error.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** PNG third edition, clause 5.3. */
const LONGEST = 2 ** 31 - 1;
/** A hundred megapixels in chunks of 8 KiB, which is what libpng writes, are 80,000 at most. */
const MOST_CHUNKS = 200_000;

export interface Chunk {
  /** Four letters. */
  readonly type: string;
  /** Bytes of data that have not been taken yet. */
  left: number;
}

/** Takes a PNG apart (PNG third edition, clause 5). Each chunk has to be read or skipped before the next is asked for. */
export class PngChunks {
  readonly #bytes: ByteReader;
  #crc = 0;
  #count = 0;

  constructor(bytes: ByteReader) {
    this.#bytes = bytes;
  }

  /** @throws `unreadable` when no PNG begins here. */
  async begin(): Promise<void> {
    const signature = await this.#bytes.read(SIGNATURE.length);
    if (SIGNATURE.some((value, i) => signature[i] !== value)) throw unreadable("no PNG");
  }

  async next(): Promise<Chunk> {
    const head = await this.#bytes.read(8);
    const left = new DataView(head.buffer).getUint32(0);
    const type = String.fromCharCode(...head.subarray(4));
    if (left > LONGEST || !/^[A-Za-z]{4}$/.test(type)) throw unreadable("a chunk that cannot be");
    if (++this.#count > MOST_CHUNKS) throw unreadable(`more than ${MOST_CHUNKS} chunks`);
    this.#crc = crc32(head.subarray(4));
    return { type, left };
  }

  /** All of a chunk's data, which the caller knows to be little. @throws `unreadable` when the CRC is wrong. */
  async read(chunk: Chunk): Promise<Uint8Array> {
    const data = await this.#bytes.read(chunk.left);
    this.#crc = crc32(data, this.#crc);
    await this.#check();
    return data;
  }

  /** What comes next of a chunk's data, `most` bytes at most; null at its end. @throws `unreadable` when the CRC is wrong. */
  async piece(chunk: Chunk, most: number): Promise<Uint8Array | null> {
    if (chunk.left === 0) {
      await this.#check();
      return null;
    }
    const piece = await this.#bytes.next(Math.min(chunk.left, most));
    if (!piece) throw unreadable("the file ends early");
    chunk.left -= piece.length;
    this.#crc = crc32(piece, this.#crc);
    return piece;
  }

  /** Passes over what nobody needs. @throws `unsupported` when the picture cannot be understood without it. */
  async skip(chunk: Chunk): Promise<void> {
    if (chunk.type[0]! <= "Z") throw unsupported(`the chunk ${chunk.type}`);
    await this.#bytes.skip(chunk.left + 4);
  }

  async #check(): Promise<void> {
    const crc = await this.#bytes.read(4);
    if (new DataView(crc.buffer).getUint32(0) !== this.#crc) throw unreadable("a CRC that does not fit");
  }
}
