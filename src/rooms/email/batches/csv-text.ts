/** Bytes, or characters, that are looked at in one go. */
const PIECE = 64 * 1024;

/** The bytes are no text in an encoding that is known here. */
export class NoText extends Error {}

/** A text in pieces, so that what is made of one is forgotten before the next. A byte order mark is left out. */
export function* piecesOf(text: string): Generator<string> {
  for (let at = text.startsWith("\uFEFF") ? 1 : 0; at < text.length; at += PIECE)
    yield text.slice(at, at + PIECE);
}

/**
 * The text of a CSV file as spreadsheets write it: UTF-8 with or without a byte order mark, UTF-16 with one, or CP949, which
 * is what Korean Excel writes and the Encoding Standard calls euc-kr. The first bytes beyond ASCII tell.
 * @throws NoText
 */
export async function* decodeCsv(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string> {
  let decoder: TextDecoder | null | undefined;
  for await (const piece of inPieces(chunks)) {
    decoder ??= (decoder === undefined && markedDecoder(piece)) || unmarkedDecoder(piece);
    yield decoder ? decode(decoder, piece, true) : ascii.decode(piece);
  }
  if (decoder) yield decode(decoder, new Uint8Array(), false);
}

/** The bytes of base64 text (RFC 4648, section 4), piece by piece. @throws NoText */
export function* decodeBase64(text: string): Generator<Uint8Array> {
  const digits = text.length - (/=*$/.exec(text.slice(-2))?.[0].length ?? 0);
  if (text.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(text.slice(0, digits))) throw new NoText();
  for (const piece of piecesOf(text)) yield Uint8Array.from(atob(piece), (sign) => sign.charCodeAt(0));
}

const ascii = new TextDecoder();

/** Pieces of at least so many bytes, but for the last: short ones would not tell an encoding. */
async function* inPieces(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    length += chunk.byteLength;
    if (length < PIECE) continue;
    yield join(held, length);
    held = [];
    length = 0;
  }
  if (length > 0) yield join(held, length);
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return joined;
}

function markedDecoder([first, second]: Uint8Array): TextDecoder | null {
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le", strict);
  return first === 0xfe && second === 0xff ? new TextDecoder("utf-16be", strict) : null;
}

/** Null while everything is ASCII, which is the same in UTF-8 and in CP949. */
function unmarkedDecoder(piece: Uint8Array): TextDecoder | null {
  if (piece.every((byte) => byte < 0x80)) return null;
  const encoding = ["utf-8", "euc-kr"].find((name) => reads(piece, name));
  if (!encoding) throw new NoText();
  return new TextDecoder(encoding, strict);
}

const strict = { fatal: true, ignoreBOM: false };

/** A character that the piece's end cuts in two is no mistake. */
function reads(piece: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, strict).decode(piece, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function decode(decoder: TextDecoder, piece: Uint8Array, stream: boolean): string {
  try {
    return decoder.decode(piece, { stream });
  } catch {
    throw new NoText();
  }
}
