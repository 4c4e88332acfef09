const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * An ECDSA signature as WebCrypto takes it: r and s, `size` bytes each, one behind the other. `der` is a SEQUENCE of two
 * INTEGERs (RFC 3279, section 2.2.3). Null for anything but the one DER encoding of two positive numbers (X.690, sections 8.3
 * and 10.1), so that nobody makes a second signature of one. With `size` up to 48 (P-384) all lengths are one byte.
 */
export function toRawSignature(der: Uint8Array, size: number): Uint8Array<ArrayBuffer> | null {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2 || der[1] > 0x7f) return null;
  const r = readInteger(der, 2, size);
  const s = r && readInteger(der, r.end, size);
  if (!r || !s || s.end !== der.length) return null;
  const raw = new Uint8Array(2 * size);
  raw.set(r.digits, size - r.digits.length);
  raw.set(s.digits, 2 * size - s.digits.length);
  return raw;
}

/** A positive number of at most `size` bytes, without the zero that keeps it from being negative. */
function readInteger(der: Uint8Array, at: number, size: number): { digits: Uint8Array; end: number } | null {
  const [start, length] = [at + 2, der[at + 1] ?? 0];
  const end = start + length;
  if (der[at] !== INTEGER || length === 0 || length > size + 1 || end > der.length) return null;
  const [first, second] = [der[start]!, der[start + 1] ?? 0];
  const negative = first > 0x7f;
  const padded = first === 0;
  // A zero in front belongs there only where the next bit would be the sign; zero itself is no part of a signature.
  if (negative || (padded && (length === 1 || second <= 0x7f))) return null;
  const digits = der.subarray(padded ? start + 1 : start, end);
  return digits.length > size ? null : { digits, end };
}
