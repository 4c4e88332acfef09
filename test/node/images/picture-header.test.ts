import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { type PictureHeader, uprightSize } from "../../../src/kit/picture-header/picture-header.ts";
import { scanPicture } from "../../../src/kit/picture-header/scan-picture.ts";
import { type ReadAt, readBytes } from "../../../src/kit/read-at.ts";

const size = { width: 37, height: 21 };
const plain = () => sharp({ create: { ...size, channels: 3, background: "#a08060" } });
const clear = () => sharp({ create: { ...size, channels: 4, background: "#a0806080" } });
/** A black frame and a white one. */
const frames = () =>
  sharp(Buffer.concat([Buffer.alloc(37 * 21 * 3), Buffer.alloc(37 * 21 * 3, 255)]), {
    raw: { width: 37, height: 42, channels: 3, pageHeight: 21 },
  });

const pictures: [string, () => Promise<Buffer>, Partial<PictureHeader>][] = [
  [
    "a baseline JPEG",
    () => plain().jpeg().toBuffer(),
    { type: "image/jpeg", colour: "ycbcr", progressive: false },
  ],
  ["a progressive JPEG", () => plain().jpeg({ progressive: true }).toBuffer(), { progressive: true }],
  ["a grey JPEG", () => plain().toColourspace("b-w").jpeg().toBuffer(), { colour: "grey" }],
  ["a CMYK JPEG", () => plain().toColourspace("cmyk").jpeg().toBuffer(), { colour: "cmyk" }],
  [
    "a PNG",
    () => plain().png().toBuffer(),
    { type: "image/png", colour: "rgb", bitDepth: 8, hasAlpha: false },
  ],
  ["a PNG with alpha", () => clear().png().toBuffer(), { hasAlpha: true, colour: "rgb" }],
  ["a palette PNG", () => clear().png({ palette: true }).toBuffer(), { colour: "palette", hasAlpha: true }],
  ["a 16-bit PNG", () => plain().toColourspace("rgb16").png().toBuffer(), { bitDepth: 16 }],
  ["an interlaced PNG", () => plain().png({ progressive: true }).toBuffer(), { progressive: true }],
  ["a lossy WebP", () => plain().webp().toBuffer(), { type: "image/webp", colour: "ycbcr", hasAlpha: false }],
  ["a lossless WebP", () => clear().webp({ lossless: true }).toBuffer(), { colour: "rgb", hasAlpha: true }],
  ["a lossy WebP with alpha", () => clear().webp().toBuffer(), { colour: "ycbcr", hasAlpha: true }],
  ["an animated WebP", () => frames().webp().toBuffer(), { animated: true }],
  ["an animated GIF", () => frames().gif().toBuffer(), { animated: true }],
  ["a GIF", () => plain().gif().toBuffer(), { type: "image/gif", animated: false }],
];

describe("scanPicture reads", () => {
  it.each(pictures)("%s", async (_name, make, expected) => {
    expect(await scanPicture(readBytes(await make()))).toMatchObject({
      ...size,
      orientation: 1,
      ...expected,
    });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("orientation %i from JPEG, PNG and WebP", async (orientation) => {
    for (const type of ["jpeg", "png", "webp"] as const) {
      const file = await plain().withMetadata({ orientation }).toFormat(type).toBuffer();
      const header = await scanPicture(readBytes(file));
      expect(header).toMatchObject({ ...size, orientation });
      expect(uprightSize(header!)).toEqual(orientation < 5 ? size : { width: 21, height: 37 });
    }
  });

  it.each(["jpeg", "png", "webp"] as const)("where the ICC profile lies in a %s", async (type) => {
    const file = await plain().withIccProfile("p3").toFormat(type).toBuffer();
    const { profile } = (await scanPicture(readBytes(file)))!;
    expect(profile).toHaveLength(1);
    const bytes = file.subarray(profile[0]!.offset, profile[0]!.offset + profile[0]!.length);
    expect(bytes.toString("latin1", type === "png" ? 0 : 36)).toMatch(type === "png" ? /^icc\0/ : /^acsp/);
  });

  it("the smallest WebP there is", async () => {
    const one = await sharp({ create: { width: 1, height: 1, channels: 4, background: "#00000000" } })
      .webp({ lossless: true })
      .toBuffer();
    expect(await scanPicture(readBytes(one))).toMatchObject({ width: 1, height: 1 });
  });
});

describe("scanPicture reads little", () => {
  const counting = (file: Uint8Array) => {
    const reads: number[] = [];
    const read: ReadAt = async (offset, length) => {
      reads.push(length);
      return file.subarray(offset, offset + length);
    };
    return { reads, read };
  };

  it("of a large JPEG: its first 64 KiB", async () => {
    const noise = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919 + (i >> 3)) & 255));
    const file = await sharp(noise, { raw: { width: 400, height: 250, channels: 3 } })
      .jpeg({ quality: 100 })
      .toBuffer();
    const { reads, read } = counting(file);
    expect(await scanPicture(read)).toMatchObject({ width: 400, height: 250 });
    expect(reads).toEqual([65536]);
  });

  it("of a JPEG with 10 MB of metadata before the picture: few pieces", async () => {
    const { reads, read } = counting(await withSegments(160));
    expect(await scanPicture(read)).toMatchObject(size);
    expect(reads.length).toBeLessThan(16);
  });

  it("and gives up on one with 40 MB of it", async () => {
    const { reads, read } = counting(await withSegments(640));
    expect(await scanPicture(read)).toBeNull();
    expect(reads).toHaveLength(32);
  });

  async function withSegments(count: number): Promise<Buffer> {
    const jpeg = await plain().jpeg().toBuffer();
    const segment = Buffer.alloc(65_537, 0xff);
    segment.writeUInt32BE(0xffedffff);
    return Buffer.concat([
      jpeg.subarray(0, 2),
      ...Array.from({ length: count }, () => segment),
      jpeg.subarray(2),
    ]);
  }
});

describe("scanPicture reads HEIC:", () => {
  const box = (name: string, ...content: Uint8Array[]) => {
    const body = Buffer.concat(content);
    const start = Buffer.alloc(8);
    start.writeUInt32BE(body.length + 8);
    start.write(name, 4, "latin1");
    return Buffer.concat([start, body]);
  };
  const bytes = (...values: number[]) => Buffer.from(values);
  const sizeBox = (width: number, height: number) =>
    box("ispe", bytes(0, 0, 0, 0, 0, 0, width >> 8, width & 255, 0, 0, height >> 8, height & 255));
  /** As a phone writes it: a thumbnail's size, the picture's own, and its rotation. */
  const heic = (turns: number) => {
    const properties = box("ipco", sizeBox(320, 240), sizeBox(4032, 3024), box("irot", bytes(turns)));
    const owners = box("ipma", bytes(0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 1, 0x81, 0, 2, 2, 0x82, 0x83));
    const meta = box(
      "meta",
      bytes(0, 0, 0, 0),
      box("pitm", bytes(0, 0, 0, 0, 0, 2)),
      box("iprp", properties, owners),
    );
    return Buffer.concat([
      box("ftyp", Buffer.from("heic\0\0\0\0mif1heic")),
      meta,
      box("mdat", bytes(1, 2, 3)),
    ]);
  };

  it.each([
    [0, 1],
    [1, 8],
    [2, 3],
    [3, 6],
  ])("%i quarter turns against the clock are orientation %i", async (turns, orientation) => {
    expect(await scanPicture(readBytes(heic(turns)))).toMatchObject({
      width: 4032,
      height: 3024,
      orientation,
    });
  });
});
