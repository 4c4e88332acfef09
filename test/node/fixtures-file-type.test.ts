import { expect, test } from "vitest";
import { readBytes } from "../../src/kit/read-at.ts";
import { detectFileType } from "../../src/rooms/files/file-type/detect-file-type.ts";
import { join } from "../fixtures/bytes.ts";
import { type PhotoOptions, photo } from "../fixtures/pictures.ts";
import { box } from "../fixtures/small-pictures.ts";

/** What libjpeg, libpng, libwebp and cgif really write, told apart in Node because sharp is there. */
test.for<[string, string, PhotoOptions]>([
  ["a baseline JPEG of 12 megapixels", "image/jpeg", {}],
  [
    "a progressive JPEG with a place and an orientation",
    "image/jpeg",
    { progressive: true, orientation: 6, gps: true },
  ],
  ["a PNG of many chunks", "image/png", { megapixels: 2, type: "png" }],
  ["a PNG with EXIF", "image/png", { megapixels: 0.1, type: "png", gps: true }],
  ["a WebP with EXIF", "image/webp", { megapixels: 1, type: "webp", gps: true }],
  ["a GIF", "image/gif", { megapixels: 0.3, type: "gif" }],
])("%s is told from what its encoder writes", { timeout: 30_000 }, async ([, type, options]) => {
  const bytes = await photo(options);
  expect(await detectFileType(readBytes(bytes), bytes.length)).toMatchObject({ ok: true, type });
});

test("the end of a real photo is found in front of a motion trailer", { timeout: 30_000 }, async () => {
  const image = await photo({ progressive: true });
  const motion = join(image, box("ftyp", "mp42"), box("mdat", new Uint8Array(2 << 20)));
  expect(await detectFileType(readBytes(motion), motion.length)).toMatchObject({ ok: true });
  const hidden = join(image, "<script>alert(1)</script>", new Uint8Array(2 << 20));
  expect(await detectFileType(readBytes(hidden), hidden.length)).toMatchObject({
    ok: false,
    reason: "polyglot",
  });
});
