import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ReadAt, readBytes } from "../../../src/kit/read-at.ts";
import { detectFileType } from "../../../src/rooms/files/file-type/detect-file-type.ts";
import { join } from "../../fixtures/bytes.ts";
import { hwp } from "../../fixtures/hwp.ts";
import { docx, hwpx, xlsx } from "../../fixtures/office.ts";
import { pdf } from "../../fixtures/pdf.ts";
import {
  gif,
  heic,
  jpeg,
  jpegSegment,
  png,
  pngChunk,
  riffChunk,
  webp,
  xmp,
} from "../../fixtures/small-pictures.ts";
import { xls } from "../../fixtures/xls.ts";
import { zip } from "../../fixtures/zip-writer.ts";

const samples: Record<string, Uint8Array<ArrayBuffer>> = {
  hwp: await hwp(),
  hwpx: await hwpx(),
  xlsx: await xlsx(),
  docx: await docx({ zip64: true }),
  xls: xls(),
  pdf: pdf(),
  zip: await zip([{ name: "a", content: "b", streamed: true }]),
  jpeg: jpeg([xmp()]),
  png: png(),
  gif: gif(),
  webp: webp(),
  heic: heic(),
};

/** Reads as a store does, counts, and asks for no more than it may. */
async function detect(bytes: Uint8Array, size = bytes.length) {
  let reads = 0;
  const read: ReadAt = async (offset, length) => {
    reads++;
    expect(Number.isSafeInteger(offset) && offset >= 0 && length > 0 && length <= 512 << 10).toBe(true);
    return bytes.subarray(offset, offset + length);
  };
  const detected = await detectFileType(read, size);
  expect(reads).toBeLessThanOrEqual(96);
  return detected;
}

const interesting = fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff);
const change = fc.record({
  at: fc.nat(),
  bytes: fc.array(fc.oneof(interesting, fc.nat(255)), { minLength: 1, maxLength: 4 }),
});

function mutate(bytes: Uint8Array, changes: { at: number; bytes: number[] }[]): Uint8Array {
  const mutated = bytes.slice();
  for (const { at, bytes: values } of changes) mutated.set(values, at % (mutated.length - 4));
  return mutated;
}

describe("no bytes can break it", () => {
  test("arbitrary bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => void (await detect(bytes))),
      { numRuns: 500 },
    );
  });

  test.for(Object.entries(samples))("%s with bytes changed", { timeout: 30_000 }, async ([, sample]) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 8 }),
        async (changes) => void (await detect(mutate(sample, changes))),
      ),
      { numRuns: 200 },
    );
  });

  test.for(Object.entries(samples))("%s behind its signature replaced by anything", async ([, sample]) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (rest) => {
        const bytes = new Uint8Array(16 + rest.length);
        bytes.set(sample.subarray(0, 16));
        bytes.set(rest, 16);
        await detect(bytes);
      }),
      { numRuns: 100 },
    );
  });

  test.for(Object.entries(samples))(
    "%s cut short is never taken for a whole one",
    { timeout: 30_000 },
    async ([, sample]) => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 32, max: sample.length - 1 }), async (length) => {
          const detected = await detect(sample.slice(0, length));
          expect(detected.ok && !isComplete(sample, length)).toBe(false);
        }),
        { numRuns: 60 },
      );
    },
  );

  test.for(Object.entries(samples))("%s shorter than the store says is truncated", async ([, sample]) => {
    expect(await detect(sample, sample.length + 4096)).toMatchObject({ ok: false });
  });

  test("a failing store is no broken file", async () => {
    const read = () => Promise.reject(new Error("the store is down"));
    await expect(detectFileType(read, 99)).rejects.toThrow("the store is down");
  });

  test("a store that fails while a part is unpacked is no broken file", async () => {
    const bytes = await docx({
      more: { "word/media/a.jpg": crypto.getRandomValues(new Uint8Array(60_000)) },
      parts: Array.from({ length: 20 }, (_, i) => ({
        name: `b${i}`,
        content: crypto.getRandomValues(new Uint8Array(60_000)),
      })),
    });
    let reads = 0;
    const whole = readBytes(bytes);
    const count = async (limit: number) => {
      reads = 0;
      return detectFileType(
        (offset, length) => (++reads > limit ? Promise.reject(new Error("down")) : whole(offset, length)),
        bytes.length,
      );
    };
    expect(await count(Infinity)).toMatchObject({ ok: true });
    for (let limit = reads - 1; limit >= 0; limit--) await expect(count(limit)).rejects.toThrow("down");
  });
});

/** Zeros fill a compound file's last sectors, and a PDF may end before its last line break. */
function isComplete(sample: Uint8Array, length: number): boolean {
  return sample.subarray(length).every((byte) => byte === 0 || byte === 0x0a || byte === 0xff);
}

describe("a file of countless tiny parts is given up", () => {
  const repeat = (part: Uint8Array) =>
    Uint8Array.from({ length: 150_000 * part.length }, (_, i) => part[i % part.length]!);
  test.for([
    ["a JPEG", () => join([0xff, 0xd8], repeat(jpegSegment(0xe2, [])), jpeg().subarray(2))],
    ["a PNG", () => png([repeat(pngChunk("tEXt", []))])],
    ["a GIF", () => gif([repeat(join([0x21, 0xfe, 0]))])],
    ["a WebP", () => webp([repeat(riffChunk("EXIF", []))])],
  ] as const)("%s", { timeout: 20_000 }, async ([, make]) => {
    expect(await detect(make())).toMatchObject({ ok: false, reason: "too-complex" });
  });
});

describe("a compound file that leads in circles is refused", () => {
  test("a directory that is followed by itself", async () => {
    const bytes = await hwp();
    const view = new DataView(bytes.buffer);
    const fat = (view.getUint32(76, true) + 1) * 512;
    const directory = view.getUint32(48, true);
    view.setUint32(fat + directory * 4, directory, true);
    expect(await detect(bytes)).toMatchObject({ ok: false, reason: "too-complex" });
  });

  test("a list of FAT sectors that is followed by itself", async () => {
    const bytes = await hwp({ more: { BinData: { "BIN0001.bmp": new Uint8Array(8 << 20) } } });
    const view = new DataView(bytes.buffer);
    const list = view.getUint32(68, true);
    view.setUint32((list + 2) * 512 - 4, list, true);
    view.setUint32(48, 0xf0000000, true);
    expect(await detect(bytes)).toMatchObject({ ok: false });
  });

  test("an entry that is its own sibling", async () => {
    const bytes = await hwp();
    const view = new DataView(bytes.buffer);
    const directory = (view.getUint32(48, true) + 1) * 512;
    view.setUint32(directory + 128 + 68, 1, true);
    expect(await detect(bytes)).toMatchObject({ ok: false, reason: "malformed" });
  });
});
