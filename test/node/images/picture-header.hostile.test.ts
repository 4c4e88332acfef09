import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { countJpegScans } from "../../../src/kit/picture-header/jpeg-scans.ts";
import { scanPicture } from "../../../src/kit/picture-header/scan-picture.ts";
import { readBytes } from "../../../src/kit/read-at.ts";

const signatures = [
  "\xff\xd8\xff\xe0",
  "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
  "RIFF\x20\0\0\0WEBPVP8X",
  "GIF89a\x10\0\x10\0\xf0",
  "\0\0\0\x18ftypheic\0\0\0\0",
].map((text) => Buffer.from(text, "latin1"));

const seed = sharp({ create: { width: 40, height: 30, channels: 4, background: "#40a08080" } }).withMetadata({
  orientation: 6,
});
const seeds = await Promise.all(
  (["jpeg", "png", "webp", "gif"] as const).map((type) => seed.clone().toFormat(type).toBuffer()),
);

const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
  minLength: 1,
  maxLength: 12,
});

describe("scanPicture survives", () => {
  it("any bytes behind any signature", () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...signatures),
        fc.uint8Array({ maxLength: 400 }),
        async (start, rest) => {
          const header = await scanPicture(readBytes(Buffer.concat([start, rest])));
          if (header) expect(header.width * header.height).toBeGreaterThan(0);
        },
      ),
      { numRuns: 5000 },
    ));

  it("real pictures with bytes changed and ends cut off", () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...seeds), changes, fc.nat(), async (file, edits, cut) => {
        const hurt = Uint8Array.from(file.subarray(0, cut % 3 === 0 ? cut % file.length : file.length));
        for (const [at, value] of edits) if (hurt.length) hurt[at % hurt.length] = value;
        await scanPicture(readBytes(hurt));
        expect(countJpegScans(hurt, 50)).toBeLessThanOrEqual(50);
      }),
      { numRuns: 5000 },
    ));

  it.each([
    ["a JPEG of nothing but fill bytes", (i: number) => (i === 1 ? 0xd8 : 0xff)],
    [
      "a GIF of nothing but empty extensions",
      (i: number) => "GIF89a\x01\0\x01\0\0\0\0".charCodeAt(i) || [0x21, 0xf9, 0][i % 3]!,
    ],
    [
      "a JPEG of nothing but empty segments",
      (i: number) => (i === 1 ? 0xd8 : [0xff, 0xe0, 0, 2][(i + 2) % 4]!),
    ],
  ])("%s, in little time", async (_name, byteAt) => {
    const file = Uint8Array.from({ length: 4 << 20 }, (_, i) => byteAt(i));
    const started = performance.now();
    expect(await scanPicture(readBytes(file))).toBeNull();
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("countJpegScans", () => {
  it("tells one scan from ten", async () => {
    const photo = sharp({
      create: { width: 64, height: 64, channels: 3, background: "#123456", noise: { type: "gaussian" } },
    });
    expect(countJpegScans(await photo.jpeg().toBuffer(), 100)).toBe(1);
    expect(countJpegScans(await photo.jpeg({ progressive: true }).toBuffer(), 100)).toBe(10);
  });
});
