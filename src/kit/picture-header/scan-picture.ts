import type { ReadAt } from "../read-at.ts";
import { ByteWindow, textAt } from "./byte-window.ts";
import { scanGif } from "./gif.ts";
import { isHeicBrand, scanHeic } from "./heic.ts";
import { scanJpeg } from "./jpeg.ts";
import type { PictureHeader } from "./picture-header.ts";
import { scanPng } from "./png.ts";
import { scanWebp } from "./webp.ts";

/**
 * Reads what a picture file says of itself, without decoding it. Null when the bytes are no JPEG, PNG, WebP, GIF or
 * HEIC, when their structure is broken before the picture begins, or when that lies too deep to be found in 32 reads
 * (about 25 MiB of metadata). Throws only what `read` throws.
 */
export async function scanPicture(read: ReadAt): Promise<PictureHeader | null> {
  const window = new ByteWindow(read);
  const start = await window.view(0, 12);
  if (!start) return null;
  if (start.getUint16(0) === 0xffd8 && start.getUint8(2) === 0xff) return scanJpeg(window);
  if (textAt(start, 0, 8) === "\x89PNG\r\n\x1a\n") return scanPng(window);
  if (textAt(start, 0, 4) === "RIFF" && textAt(start, 8, 4) === "WEBP") return scanWebp(window);
  if (/^GIF8[79]a/.test(textAt(start, 0, 6))) return scanGif(window);
  if (textAt(start, 4, 4) === "ftyp" && isHeicBrand(textAt(start, 8, 4))) return scanHeic(window);
  return null;
}
