import type { Orientation } from "./orientation.ts";

const ORIENTATION_TAG = 0x0112;
const SHORT = 3;

/** The orientation in a TIFF block as EXIF carries it (TIFF 6.0, section 2); 1 when it says nothing that makes sense. */
export function readOrientation(tiff: Uint8Array): Orientation {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const order = view.byteLength < 8 ? 0 : view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return 1;
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > view.byteLength) return 1;
    if (view.getUint16(entry, little) !== ORIENTATION_TAG) continue;
    const value = view.getUint16(entry + 8, little);
    const known = view.getUint16(entry + 2, little) === SHORT && value >= 1 && value <= 8;
    return known ? (value as Orientation) : 1;
  }
  return 1;
}
