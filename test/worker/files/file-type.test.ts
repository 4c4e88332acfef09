import { describe, expect, test } from "vitest";
import { readBytes } from "../../../src/kit/read-at.ts";
import { detectFileType } from "../../../src/rooms/files/file-type/detect-file-type.ts";
import { join, utf16 } from "../../fixtures/bytes.ts";
import { compoundFile } from "../../fixtures/compound-writer.ts";
import { hwp } from "../../fixtures/hwp.ts";
import { docx, hwpx, xlsx } from "../../fixtures/office.ts";
import { pdf } from "../../fixtures/pdf.ts";
import {
  box,
  gif,
  heic,
  jpeg,
  jpegSegment,
  png,
  pngChunk,
  webp,
  xmp,
} from "../../fixtures/small-pictures.ts";
import { xls } from "../../fixtures/xls.ts";
import { zip } from "../../fixtures/zip-writer.ts";

function detect(bytes: Uint8Array) {
  return detectFileType(readBytes(bytes), bytes.length);
}

describe("each kind of file is told by its structure", () => {
  test.for([
    ["HWP 5", "application/x-hwp", () => hwp()],
    [
      "HWP 5 of 8 MB, whose FAT does not fit the header",
      "application/x-hwp",
      () => hwp({ more: { BinData: { "BIN0001.jpg": new Uint8Array(8 << 20) } } }),
    ],
    [
      "HWP 5 for distribution",
      "application/x-hwp",
      () => hwp({ properties: 4, more: { ViewText: { Section0: new Uint8Array(10) } } }),
    ],
    [
      "HWP 5 with empty handlers of any length",
      "application/x-hwp",
      () => hwp({ script: "function OnDocument_Open()\n{\n/* = ( */}\n//".padEnd(61, "=") }),
    ],
    ["HWPX", "application/hwp+zip", () => hwpx()],
    ["XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", () => xlsx()],
    [
      "XLSX with 64-bit records",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      () => xlsx({ zip64: true }),
    ],
    ["DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", () => docx()],
    [
      "DOCX with a workbook embedded",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      async () => docx({ more: { "word/embeddings/sheet.xlsx": await xlsx() } }),
    ],
    ["XLS", "application/vnd.ms-excel", () => xls()],
    ["PDF", "application/pdf", () => pdf()],
    ["PDF that runs JavaScript", "application/pdf", () => pdf({ javascript: "app.alert\\(1\\)" })],
    ["PDF that is encrypted", "application/pdf", () => pdf({ encrypted: true })],
    [
      "PDF with a ZIP attached",
      "application/pdf",
      async () => pdf({ attachment: await zip([{ name: "a", content: "b" }]) }),
    ],
    ["JPEG", "image/jpeg", () => jpeg()],
    ["PNG", "image/png", () => png()],
    ["GIF", "image/gif", () => gif()],
    ["WebP", "image/webp", () => webp()],
    ["HEIC", "image/heic", () => heic()],
    ["HEIC of the brand mif1", "image/heic", () => heic("mif1")],
    ["HEIC of a motion photo", "image/heic", () => heic("heic", [box("mpvd", new Uint8Array(99_999))])],
    ["ZIP", "application/zip", () => zip([{ name: "사진/봄.jpg", content: jpeg() }])],
    [
      "ZIP with a comment",
      "application/zip",
      () => zip([{ name: "a", content: "b" }], { comment: "backup" }),
    ],
    ["ZIP written as a stream", "application/zip", () => zip([{ name: "a", content: "b", streamed: true }])],
    [
      "presentation, as the archive it is",
      "application/zip",
      () =>
        docx({
          mainType: "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
        }),
    ],
    ["gzip", "application/gzip", () => join([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], [3, 0], new Uint8Array(8))],
    ["text in UTF-8", "text/plain", () => join("이름,전화\n홍길동,010-0000-0000\n")],
    ["text in CP949", "text/plain", () => join([0xc0, 0xcc, 0xb8, 0xa7, 0x2c, 0xc0, 0xfc, 0xc8, 0xad, 0x0a])],
    ["text about the MZ generation", "text/plain", () => join("MZ세대 설문 결과\n")],
    [
      "an old Word document, as unknown",
      "application/octet-stream",
      () => compoundFile({ WordDocument: new Uint8Array(9) }),
    ],
    [
      "text in front of other bytes, as unknown",
      "application/octet-stream",
      () => join("봄소풍\n".repeat(20_000), [0, 1, 2]),
    ],
    ["anything else", "application/octet-stream", () => Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7)],
  ] as const)("%s is %s", async ([, type, make]) => {
    expect(await detect(await make())).toMatchObject({ ok: true, type });
  });

  test("the extension follows from the type", async () => {
    expect(await detect(await hwp())).toEqual({ ok: true, type: "application/x-hwp", extension: "hwp" });
  });
});

describe("what phones append to photos passes", () => {
  const mp4 = join(box("ftyp", "mp42"), box("mdat", new Uint8Array(70_000)));
  test.for([
    ["the MP4 of a motion photo", mp4],
    ["a second JPEG, as Ultra HDR has its gain map", jpeg([xmp("hdrgm")])],
    [
      "Samsung's trailer",
      join([0, 0, 1, 0x0a, 14, 0, 0, 0], "Image_UTC_Data1775363400000", "SEFH", new Uint8Array(32), "SEFT"),
    ],
    ["zeros", new Uint8Array(513)],
  ] as const)("%s", async ([, trailer]) => {
    expect(await detect(join(jpeg([xmp()]), trailer))).toMatchObject({ ok: true, type: "image/jpeg" });
  });

  test("a progressive JPEG's end is found behind all its scans", async () => {
    const scans = join(
      [1, 2],
      jpegSegment(0xc4, join([0xff, 0xd9], "MZ")),
      jpegSegment(0xda, [1, 1, 0, 0, 63, 0]),
      [0xff, 0xd0, 7],
    );
    expect(await detect(join(jpeg([], scans), mp4))).toMatchObject({ ok: true });
  });

  test("XML in metadata is no page", async () => {
    const text = pngChunk("iTXt", join("XML:com.adobe.xmp\0\0\0\0\0", xmp().subarray(33)));
    expect(await detect(png([text]))).toMatchObject({ ok: true, type: "image/png" });
  });
});

describe("what a refusal says", () => {
  test("comes in both languages", async () => {
    const refused = await detect(join("<html>"));
    expect(refused).toMatchObject({ ok: false, reason: "active-content" });
    expect(refused.ok || refused.detail).toEqual({
      ko: expect.stringMatching(/[가-힣]/),
      en: expect.stringMatching(/cannot/),
    });
  });

  test.for([
    ["UTF-8 with a mark", join("\ufeff<!DOCTYPE html>")],
    ["UTF-16", join([0xff, 0xfe], utf16(" <svg onload=alert(1)>"))],
  ] as const)("finds pages in %s", async ([, page]) => {
    expect(await detect(page)).toMatchObject({ ok: false, reason: "active-content" });
  });
});
