/** Unpacks raw deflate data (RFC 1951), which is what ZIP and HWP hold. The types of the platforms disagree on its chunks. */
export function inflater(): ReadableWritablePair<Uint8Array, Uint8Array> {
  return new DecompressionStream("deflate-raw") as ReadableWritablePair<Uint8Array, Uint8Array>;
}
