import { crc32 } from "node:zlib";

/** A file in the pieces that its format is made of, and the way back. */
export interface Anatomy {
  parts: Uint8Array[];
  /** Joins the pieces again; `sound` mends what ties them together, so that readers get past it. */
  join(parts: readonly Uint8Array[], sound: boolean): Uint8Array<ArrayBuffer>;
}

/** JPEG by segments, PNG and WebP by chunks; anything else is one piece. */
export function takeApart(file: Uint8Array): Anatomy {
  if (file[0] === 0xff && file[1] === 0xd8) return { parts: jpegParts(file), join: joined };
  if (file[0] === 0x89) return { parts: pngParts(file), join: joinPng };
  if (file[0] === 0x52) return { parts: riffParts(file), join: joinRiff };
  return { parts: [file], join: joined };
}

/** Each marker with its segment, a scan's header with its data. */
function jpegParts(file: Uint8Array): Uint8Array[] {
  const starts = [0];
  for (let at = 2; at + 4 <= file.length; ) {
    starts.push(at);
    const isScan = file[at + 1] === 0xda;
    at += 2 + ((file[at + 2]! << 8) | file[at + 3]!);
    if (isScan) while (at < file.length && !isMarker(file, at)) at++;
  }
  return cut(file, starts);
}

function isMarker(file: Uint8Array, at: number): boolean {
  const next = file[at + 1] ?? 0;
  return file[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7);
}

function pngParts(file: Uint8Array): Uint8Array[] {
  const starts = [0];
  for (let at = 8; at + 12 <= file.length; at += 12 + viewOf(file).getUint32(at)) starts.push(at);
  return cut(file, starts);
}

function riffParts(file: Uint8Array): Uint8Array[] {
  const starts = [0];
  for (let at = 12; at + 8 <= file.length; ) {
    starts.push(at);
    const length = viewOf(file).getUint32(at + 4, true);
    at += 8 + length + (length & 1);
  }
  return cut(file, starts);
}

function cut(file: Uint8Array, starts: readonly number[]): Uint8Array[] {
  return starts.map((start, i) => file.subarray(start, starts[i + 1] ?? file.length));
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A sound PNG has the right length and checksum in every chunk. */
function joinPng(parts: readonly Uint8Array[], sound: boolean): Uint8Array<ArrayBuffer> {
  if (!sound) return joined(parts);
  return joined(
    parts.map((part, i) => {
      if (i === 0 || part.length < 12) return part;
      const chunk = part.slice();
      viewOf(chunk).setUint32(0, chunk.length - 12);
      viewOf(chunk).setUint32(chunk.length - 4, crc32(chunk.subarray(4, -4)));
      return chunk;
    }),
  );
}

/** A sound RIFF says its own length. */
function joinRiff(parts: readonly Uint8Array[], sound: boolean): Uint8Array<ArrayBuffer> {
  const file = joined(parts);
  if (sound && file.length >= 12) viewOf(file).setUint32(4, file.length - 8, true);
  return file;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
