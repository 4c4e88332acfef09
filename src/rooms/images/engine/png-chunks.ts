import { crc32 } from "node:zlib";
import type { ByteReader } from "./byte-reader.ts";
import { unreadable, unsupported } from "./picture-error.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** PNG third edition, clause 5.3. */
const LONGEST = 2 ** 31 - 1;
/** Of 8 KiB, as libpng writes them, they make 400 MB: more than a hundred megapixels of eight bits without any compression. */
const MOST_CHUNKS = 50_000;

/** Takes a PNG apart (PNG third edition, clause 5). Each chunk has to be taken or skipped before the next is asked for. */
export class PngChunks {
  readonly #bytes: ByteReader;
  /** Of the chunk at hand: four letters. */
  type = "";
  /** Of the chunk at hand: bytes of data that have not been taken yet. */
  left = 0;
  /** Null when nobody needs to know. */
  #crc: number | null = null;
  #count = 0;

  constructor(bytes: ByteReader) {
    this.#bytes = bytes;
  }

  /** Goes to the first chunk. @throws `unreadable` when no PNG begins here. */
  async begin(): Promise<void> {
    const signature = await this.#bytes.read(SIGNATURE.length);
    if (SIGNATURE.some((value, i) => signature[i] !== value)) throw unreadable("no PNG");
    this.#open(await this.#bytes.read(8));
  }

  /** Goes to the next chunk. @throws `unreadable` when data of this one has been taken and its CRC is wrong. */
  async next(): Promise<void> {
    const crcAndHead = await this.#bytes.read(12);
    if (this.#crc !== null && uint32(crcAndHead) !== this.#crc) throw unreadable("a CRC that does not fit");
    this.#open(crcAndHead.subarray(4));
  }

  /** All data of the chunk, which the caller knows to be little. */
  async read(): Promise<Uint8Array> {
    const data = await this.#bytes.read(this.left);
    this.#crc = crc32(data, this.#crc ?? 0);
    this.left = 0;
    return data;
  }

  /** What comes next of the chunk's data, `most` bytes at most; null at its end. Holds until the next call. */
  async piece(most: number): Promise<Uint8Array | null> {
    if (this.left === 0) return null;
    const piece = await this.#bytes.next(Math.min(this.left, most));
    if (!piece) throw unreadable("the file ends early");
    this.left -= piece.length;
    this.#crc = crc32(piece, this.#crc ?? 0);
    return piece;
  }

  /** Passes over what nobody needs. @throws `unsupported` when the picture cannot be understood without it. */
  async skip(): Promise<void> {
    if (this.type[0]! <= "Z") throw unsupported("a critical chunk that nobody knows");
    this.#crc = null;
    await this.#bytes.skip(this.left);
  }

  #open(head: Uint8Array): void {
    this.left = uint32(head);
    this.type = String.fromCharCode(head[4]!, head[5]!, head[6]!, head[7]!);
    this.#crc = crc32(head.subarray(4));
    if (this.left > LONGEST || !/^[A-Za-z]{4}$/.test(this.type)) throw unreadable("a chunk that cannot be");
    if (++this.#count > MOST_CHUNKS) throw unreadable(`more than ${MOST_CHUNKS} chunks`);
  }
}

/** The first four bytes. Cheaper than a DataView, of which a file of small chunks would need hundreds of thousands. */
function uint32(bytes: Uint8Array): number {
  return ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0;
}
