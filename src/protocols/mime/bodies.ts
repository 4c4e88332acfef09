import { bytesOf } from "../../kit/encoding.ts";

/** Characters of an encoded line (RFC 2045, sections 6.7 and 6.8). */
const widest = 76;
/** Bytes that are encoded at a time: whole lines of base64. */
const piece = 57 * 800;

/** How a text travels, and what it then looks like. */
export interface EncodedText {
  readonly encoding: "quoted-printable" | "base64";
  readonly lines: string;
}

/** A text in the encoding that is the shorter one for it. */
export function encodeText(text: string): EncodedText {
  const lines = text.toWellFormed().replace(/\r\n?/g, "\n");
  const bytes = bytesOf(lines.replaceAll("\n", "\r\n"));
  const foreign = bytes.reduce((count, byte) => count + (byte > 126 ? 1 : 0), 0);
  // A byte beyond ASCII takes three characters of the one, and every byte a third more in the other.
  return foreign * 6 < bytes.length
    ? { encoding: "quoted-printable", lines: `${lines.split("\n").map(quotedPrintable).join("\r\n")}\r\n` }
    : { encoding: "base64", lines: [...base64Lines(bytes)].join("") };
}

/** Bytes in lines of base64, some at a time, so that a large file never stands in memory twice. */
export function* base64Lines(bytes: Uint8Array<ArrayBuffer>): Generator<string> {
  for (let at = 0; at < bytes.length; at += piece) {
    const part = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(piece, bytes.length - at));
    yield part.toString("base64").replace(/.{1,76}/g, "$&\r\n");
  }
}

/** One line of text, on as many as it takes. */
function quotedPrintable(line: string): string {
  const bytes = bytesOf(line);
  let out = "";
  let width = 0;
  for (const [at, byte] of bytes.entries()) {
    const isBlank = (byte === 32 || byte === 9) && at < bytes.length - 1;
    const isPlain = byte > 32 && byte < 127 && byte !== 61;
    const sign = isBlank || isPlain ? String.fromCharCode(byte) : escaped(byte);
    // Room for the sign that ends a line which goes on.
    if (width + sign.length > widest - 1) {
      out += "=\r\n";
      width = 0;
    }
    out += sign;
    width += sign.length;
  }
  return out;
}

const escaped = (byte: number) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
