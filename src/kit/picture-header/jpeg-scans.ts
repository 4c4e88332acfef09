/**
 * Counts the scans of a whole JPEG, at most to `limit`. A baseline picture has one to four, a progressive one about
 * ten; a file with hundreds is made to burn a decoder's time, since every scan touches every block.
 */
export function countJpegScans(jpeg: Uint8Array, limit: number): number {
  let scans = 0;
  for (
    let at = jpeg.indexOf(0xff, 2);
    at >= 0 && at + 3 < jpeg.length && scans < limit;
    at = jpeg.indexOf(0xff, at)
  ) {
    const marker = jpeg[at + 1]!;
    if (marker === 0xd9) return scans;
    if (marker === 0xda) scans++;
    at += markerLength(marker, jpeg, at);
  }
  return scans;
}

/** Bytes from a 0xFF to where the search goes on: stuffed zeros and restart markers stand alone, 0xFF may repeat. */
function markerLength(marker: number, jpeg: Uint8Array, at: number): number {
  if (marker === 0xff) return 1;
  if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) return 2;
  return 2 + Math.max(2, (jpeg[at + 2]! << 8) | jpeg[at + 3]!);
}
