import { bytesOf } from "../../../../kit/encoding.ts";

/** A piece of a body: text, or bytes that become base64 (RFC 4648, section 4). */
export type Piece = string | Uint8Array;

/** How many bytes a piece takes. */
export function sizeOf(piece: Piece): number {
  return typeof piece === "string" ? bytesOf(piece).length : Math.ceil(piece.length / 3) * 4;
}

/**
 * Writes pieces one behind the other. No text ever holds all of it: with one Korean letter in it that would take two bytes
 * a letter, and several such texts of ten megabytes of attachments are more than an isolate has.
 */
export function joined(pieces: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(pieces.reduce((size, piece) => size + sizeOf(piece), 0));
  const encoder = new TextEncoder();
  let at = 0;
  const write = (text: string) => {
    at += encoder.encodeInto(text, body.subarray(at)).written;
  };
  for (const piece of pieces) {
    if (typeof piece === "string") write(piece);
    else for (const text of base64Of(piece)) write(text);
  }
  return body;
}

/** Bytes whose base64 is written at once: a multiple of three, so that no padding stands between. */
const STRETCH = 3 * 64 * 1024;

function* base64Of(bytes: Uint8Array): Generator<string> {
  for (let at = 0; at < bytes.length; at += STRETCH) yield bytes.subarray(at, at + STRETCH).toBase64();
}
