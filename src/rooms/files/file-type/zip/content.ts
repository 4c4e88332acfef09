import { Refusal } from "../detected.ts";
import type { FileBytes } from "../file-bytes.ts";
import { inflater } from "../inflater.ts";
import { decodeName, type ZipEntry } from "./directory.ts";

const LOCAL_HEADER = 0x04034b50;
const ENCRYPTED = 1;
/** The sizes stand behind the data instead of in the local header. */
const STREAMED = 8;
const STORED = 0;
const DEFLATED = 8;
/** Unpacks to 4 MiB at most (deflate ends at 1,032 to 1); workerd unpacks what it is given in one go. */
const PACKED_PIECE = 4 << 10;

/** Unpacks one entry, but no more than `limit` bytes of it; longer ones are an `archive-bomb`. */
export async function unpackText(file: FileBytes, entry: ZipEntry, limit: number): Promise<string> {
  if (entry.size > limit) throw new Refusal("archive-bomb");
  const text = new Uint8Array(entry.size);
  let size = 0;
  await unpack(file, entry, (piece) => {
    text.set(piece, size);
    size += piece.length;
  });
  const encoding = text[0] === 0xff ? "utf-16le" : text[0] === 0xfe ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(text);
}

/** Unpacks one entry and throws it away: what it says of its size has to be true. */
export async function checkUnpackedSize(file: FileBytes, entry: ZipEntry): Promise<void> {
  await unpack(file, entry, () => {});
}

async function unpack(file: FileBytes, entry: ZipEntry, take: (piece: Uint8Array) => void): Promise<void> {
  const start = await checkLocalHeader(file, entry);
  if (entry.method !== STORED && entry.method !== DEFLATED) throw new Refusal("malformed");
  const source = new Source(file, start, entry.packed);
  const content = entry.method === STORED ? source.stream : source.stream.pipeThrough(inflater());
  let size = 0;
  try {
    for await (const piece of content) {
      size += piece.length;
      if (size > entry.size) break;
      take(piece);
    }
  } catch {
    throw source.failure ?? new Refusal("malformed");
  }
  if (size > entry.size) throw new Refusal("archive-bomb");
  if (size < entry.size) throw new Refusal("malformed");
}

/** The packed bytes as a stream. Keeps apart why it failed: a storage that is down must not look like a broken file. */
class Source {
  readonly stream: ReadableStream<Uint8Array>;
  failure: unknown = null;

  constructor(file: FileBytes, start: number, length: number) {
    let done = 0;
    this.stream = new ReadableStream({
      pull: async (controller) => {
        if (done === length) return controller.close();
        try {
          const piece = await file.at(start + done, Math.min(PACKED_PIECE, length - done));
          done += piece.length;
          controller.enqueue(piece.slice());
        } catch (error) {
          this.failure = error;
          controller.error(error);
        }
      },
    });
  }
}

/**
 * Compares an entry's local header with the directory (APPNOTE.TXT 4.3.7): some unpackers believe the one, some the
 * other. Answers where the data begins.
 */
export async function checkLocalHeader(file: FileBytes, entry: ZipEntry): Promise<number> {
  const view = await file.view(entry.offset, 30);
  const nameLength = view.getUint16(26, true);
  const flags = view.getUint16(6, true);
  const same =
    view.getUint32(0, true) === LOCAL_HEADER &&
    view.getUint16(8, true) === entry.method &&
    decodeName(await file.at(entry.offset + 30, nameLength)) === entry.name &&
    (flags & STREAMED || sizesAgree(view, entry));
  if (!same) throw new Refusal("malformed");
  if (flags & ENCRYPTED) throw new Refusal("encrypted");
  return entry.offset + 30 + nameLength + view.getUint16(28, true);
}

function sizesAgree(view: DataView, entry: ZipEntry): boolean {
  const packed = view.getUint32(18, true);
  const size = view.getUint32(22, true);
  return (
    view.getUint32(14, true) === entry.crc &&
    (packed === entry.packed || packed === 0xffffffff) &&
    (size === entry.size || size === 0xffffffff)
  );
}
