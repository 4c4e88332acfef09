import { textAt } from "./byte-window.ts";
import type { Orientation } from "./picture-header.ts";

const ORIENTATION_TAG = 0x0112;
const SHORT = 3;

/** The orientation in a TIFF block as EXIF carries it (TIFF 6.0, section 2); 1 when it says nothing that makes sense. */
export function exifOrientation(tiff: DataView): Orientation {
  const order = textAt(tiff, 0, 2);
  if (tiff.byteLength < 8 || (order !== "II" && order !== "MM")) return 1;
  const little = order === "II";
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return 1;
  const entries = tiff.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > tiff.byteLength) return 1;
    if (tiff.getUint16(entry, little) !== ORIENTATION_TAG) continue;
    return tiff.getUint16(entry + 2, little) === SHORT ? asOrientation(tiff.getUint16(entry + 8, little)) : 1;
  }
  return 1;
}

function asOrientation(value: number): Orientation {
  return value >= 1 && value <= 8 ? (value as Orientation) : 1;
}

/** A view without its first `length` bytes. */
export function after(view: DataView, length: number): DataView {
  return new DataView(view.buffer, view.byteOffset + length, view.byteLength - length);
}
