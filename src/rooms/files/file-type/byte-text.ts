const windows1252 = new TextDecoder("windows-1252");

/** Bytes as text, one character a byte, to look for ASCII patterns in; what is not ASCII stays so, but changes. */
export function textOf(bytes: Uint8Array): string {
  return windows1252.decode(bytes);
}

/** `length` bytes of a view as text, for four-letter codes. */
export function textAt(view: DataView, offset: number, length: number): string {
  return textOf(new Uint8Array(view.buffer, view.byteOffset + offset, length));
}

/** Whether bytes begin with a signature, whose characters stand for bytes. */
export function startsWith(bytes: Uint8Array, signature: string): boolean {
  if (bytes.length < signature.length) return false;
  for (let i = 0; i < signature.length; i++) if (bytes[i] !== signature.charCodeAt(i)) return false;
  return true;
}
