import { describe, expect, test } from "vitest";
import type { ReadAt } from "../../../src/kit/read-at.ts";
import { detectFileType } from "../../../src/rooms/files/file-type/detect-file-type.ts";
import { join, littleEndian } from "../../fixtures/bytes.ts";
import { hwp } from "../../fixtures/hwp.ts";
import { docx, xlsx } from "../../fixtures/office.ts";
import { pdf } from "../../fixtures/pdf.ts";
import { jpeg, png, pngChunk } from "../../fixtures/small-pictures.ts";
import { zip } from "../../fixtures/zip-writer.ts";

const GiB = 2 ** 30;

/** A file of any size without its bytes: pieces at places, `fill` everywhere else. */
function sparse(
  size: number,
  pieces: [offset: number, bytes: Uint8Array][],
  fill = 0,
): { read: ReadAt; size: number; cost: { reads: number; bytes: number } } {
  const cost = { reads: 0, bytes: 0 };
  const read: ReadAt = async (from, wanted) => {
    const bytes = new Uint8Array(Math.min(wanted, size - from)).fill(fill);
    for (const [offset, piece] of pieces) {
      const start = Math.max(from, offset);
      const end = Math.min(from + bytes.length, offset + piece.length);
      if (start < end) bytes.set(piece.subarray(start - offset, end - offset), start - from);
    }
    cost.reads++;
    cost.bytes += bytes.length;
    return bytes;
  };
  return { read, size, cost };
}

/** A stored file of 1 GiB in a ZIP, whose data nobody has to see. */
async function hugeZip() {
  const small = await zip([{ name: "2019.tar", content: "", stored: true }]);
  const view = new DataView(small.buffer);
  const packed = GiB - small.length;
  const directory = 30 + 8;
  for (const at of [18, 22, directory + 20, directory + 24]) view.setUint32(at, packed, true);
  view.setUint32(small.length - 22 + 16, directory + packed, true);
  return sparse(GiB, [
    [0, small.subarray(0, directory)],
    [directory + packed, small.subarray(directory)],
  ]);
}

describe("reading", () => {
  test.for([
    [
      "a PDF of 1 GiB",
      4,
      "application/pdf",
      async () =>
        sparse(GiB, [
          [0, join("%PDF-1.7\n")],
          [GiB - 30, join("startxref\n12345\n%%EOF\n        ")],
        ]),
    ],
    [
      "unknown bytes of 1 GiB",
      4,
      "application/octet-stream",
      async () => sparse(GiB, [[0, join([0, 1, 2])]]),
    ],
    ["a ZIP of 1 GiB", 5, "application/zip", hugeZip],
    [
      "a photo of 12 MB",
      4,
      "image/jpeg",
      async () =>
        sparse(
          12 << 20,
          [
            [0, jpeg().subarray(0, -2)],
            [(12 << 20) - 2, join([0xff, 0xd9])],
          ],
          0x55,
        ),
    ],
    [
      "a photo of 4 MB with a motion trailer of 3 MB",
      16,
      "image/jpeg",
      async () =>
        sparse(
          7 << 20,
          [
            [0, jpeg().subarray(0, -2)],
            [4 << 20, join([0xff, 0xd9])],
          ],
          0x55,
        ),
    ],
    [
      "a HWP of 30 MB",
      8,
      "application/x-hwp",
      async () => {
        const bytes = await hwp({ more: { BinData: { "BIN0001.bmp": new Uint8Array(30 << 20) } } });
        return sparse(bytes.length, [[0, bytes]]);
      },
    ],
    [
      "small documents",
      1,
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      async () => {
        const bytes = await xlsx();
        return sparse(bytes.length, [[0, bytes]]);
      },
    ],
  ] as const)("%s takes %i reads at most", async ([, most, type, make]) => {
    const { read, size, cost } = await make();
    expect(await detectFileType(read, size)).toMatchObject({ ok: true, type });
    expect(cost.reads).toBeLessThanOrEqual(most);
    expect(cost.bytes).toBeLessThan(6 << 20);
  });

  test("a DOCX of 60 photos is checked within the limit", async () => {
    const photo = crypto.getRandomValues(new Uint8Array(50_000));
    const media = Array.from({ length: 60 }, (_, i) => ({
      name: `word/media/${i}.jpg`,
      content: join(photo, photo, photo),
      stored: true,
    }));
    const bytes = await docx({ parts: media });
    const { read, size, cost } = sparse(bytes.length, [[0, bytes]]);
    expect(await detectFileType(read, size)).toMatchObject({ ok: true });
    expect(cost.reads).toBeLessThanOrEqual(64);
  });

  test("a picture that never ends is given up, however large", async () => {
    const { read, size, cost } = sparse(GiB, [[0, jpeg().subarray(0, -2)]], 0x55);
    expect(await detectFileType(read, size)).toMatchObject({ ok: false, reason: "too-complex" });
    expect(cost.reads).toBeLessThanOrEqual(96);
  });

  test("a PNG of 1 GiB in one chunk is walked over, not through", async () => {
    const start = png().subarray(0, 33);
    const end = pngChunk("IEND", []);
    const data = join(littleEndian(0, 4), "IDAT");
    new DataView(data.buffer).setUint32(0, GiB - 33 - 12 - 12);
    const { read, size, cost } = sparse(GiB, [
      [0, start],
      [33, data],
      [GiB - 12, end],
    ]);
    expect(await detectFileType(read, size)).toMatchObject({ ok: true, type: "image/png" });
    expect(cost.reads).toBeLessThanOrEqual(4);
  });

  test("PDFs and their limits stay the same at every size around a block", async () => {
    const document = pdf();
    for (const size of [65_535, 65_536, 65_537, 524_288, 524_289]) {
      const body = join(
        document.subarray(0, -60),
        new Uint8Array(size - document.length),
        document.subarray(-60),
      );
      const { read } = sparse(size, [[0, body]]);
      expect(await detectFileType(read, size)).toMatchObject({ ok: true, type: "application/pdf" });
    }
  });
});
