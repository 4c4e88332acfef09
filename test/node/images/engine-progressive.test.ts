import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { join } from "../../fixtures/bytes.ts";
import { decibels, openEngine, renderFile } from "../../fixtures/engine.ts";
import { type CodedPicture, codeScan } from "../../fixtures/jpeg-writer/code-scan.ts";
import { draw } from "../../fixtures/jpeg-writer/draw.ts";
import { factorsOf, layOutFrame } from "../../fixtures/jpeg-writer/frame.ts";
import { codesOf } from "../../fixtures/jpeg-writer/huffman.ts";
import { planTables } from "../../fixtures/jpeg-writer/huffman-plan.ts";
import { dc } from "../../fixtures/jpeg-writer/scan-script.ts";
import {
  frameHeader,
  huffmanTable,
  quantiserTable,
  scanHeader,
  tableSegments,
} from "../../fixtures/jpeg-writer/segments.ts";
import { createBitWriter } from "../../fixtures/jpeg-writer/sink.ts";
import { flat, writeJpeg } from "../../fixtures/jpeg-writer/write-jpeg.ts";
import { photo } from "../../fixtures/pictures.ts";

const engine = await openEngine();

/** Leaves memory full of ones, which are no number where one is looked for. */
async function fillMemory() {
  const white = sharp({ create: { width: 800, height: 800, channels: 3, background: "white" } });
  await renderFile(engine, "image/png", await white.png().toBuffer(), { width: 800, fit: "inside" });
}

/** So large that its luma leaves room for one sample a block of its colours. */
const TALL = { width: 1920, height: 6144 };
/** A block of colours is 32 pixels high. */
const blueAt = (block: number) => Math.round(60 * Math.sin(block / 6));

/** A progression of grey luma and one colour in bands, which has a sixteenth of the blocks. */
function bands(): Uint8Array {
  const frame = layOutFrame(TALL.width, TALL.height, ["4x4", "1x1", "1x1"].map(factorsOf));
  const coefficients = frame.components.map(({ stride, rows }) => new Int16Array(stride * rows * 64));
  const { stride, rows } = frame.components[1]!;
  for (let block = 0; block < stride * rows; block++)
    coefficients[1]![block * 64] = 8 * blueAt(Math.floor(block / stride));
  const coded: CodedPicture = { frame, progressive: true, coefficients, slots: [0, 0, 0] };
  const scans = [dc([0]), dc([1]), dc([2])];
  const tables = planTables(
    coded,
    scans.map((scan) => ({ scan, restart: 0 })),
    "standard",
  );
  const codes = new Map(Array.from(tables, ([name, table]) => [name, codesOf(table)] as const));
  const data = scans.flatMap((scan) => {
    const writer = createBitWriter(codes);
    codeScan(coded, scan, 0, writer);
    return [scanHeader(scan, [1, 2, 3], [0, 0, 0], true), writer.end()];
  });
  return join(
    [0xff, 0xd8],
    tableSegments(0xdb, [quantiserTable(0, flat(1))], false),
    frameHeader(0xc2, frame, [1, 2, 3], [0, 0, 0]),
    tableSegments(
      0xc4,
      Array.from(tables, ([name, table]) => huffmanTable(name, table)),
      false,
    ),
    ...data,
    [0xff, 0xd9],
  );
}

describe("a progressive JPEG", () => {
  test.each([25, 50, 100, 200])(
    "without a scan of its colours is grey at %i pixels, whatever was made before it",
    async (width) => {
      const file = writeJpeg(draw("scene", 200, 200), { process: "progressive", scans: [dc([0])] });
      await fillMemory();
      const { data } = await renderFile(engine, "image/jpeg", file, { width, fit: "inside" });
      for (let at = 0; at < data.length; at += 4)
        expect([data[at + 1], data[at + 2]]).toEqual([data[at], data[at]]);
    },
  );

  test("has its colours where they belong, however few samples of them are kept", async () => {
    const wish = { width: TALL.width, fit: "inside", mostPixels: 4e6 } as const;
    const { width, height, data } = await renderFile(engine, "image/jpeg", bands(), wish);
    const wanted = Float64Array.from({ length: height }, (_, y) => {
      const block = (((y + 0.5) * TALL.height) / height - 16) / 32;
      return 128 + 1.772 * 60 * Math.sin(block / 6);
    });
    // The uppermost and lowest blocks have nothing beyond them.
    for (let y = 60; y < height - 60; y++)
      expect(Math.abs(data[y * width * 4 + 2]! - wanted[y]!)).toBeLessThan(4);
  });

  test("of 12 megapixels keeps its colours at 1920 pixels", { timeout: 60_000 }, async () => {
    const file = await photo({ megapixels: 12, progressive: true });
    const { width, height, data } = await renderFile(engine, "image/jpeg", file, {
      width: 1920,
      fit: "inside",
    });
    const wanted = await sharp(file).resize(width, height, { fit: "fill" }).ensureAlpha().raw().toBuffer();
    expect(decibels(data, wanted)).toBeGreaterThan(43);
  });
});
