import { describe, expect, test } from "vitest";
import { readBytes } from "../../../src/kit/read-at.ts";
import { detectFileType } from "../../../src/rooms/files/file-type/detect-file-type.ts";
import { join } from "../../fixtures/bytes.ts";
import { compoundFile } from "../../fixtures/compound-writer.ts";
import { hwp } from "../../fixtures/hwp.ts";
import { docx, hwpx, override, xlsx } from "../../fixtures/office.ts";
import { pdf } from "../../fixtures/pdf.ts";
import {
  gif,
  gifComment,
  heic,
  jpeg,
  jpegSegment,
  png,
  pngChunk,
  riffChunk,
  webp,
} from "../../fixtures/small-pictures.ts";
import { xls } from "../../fixtures/xls.ts";
import { zip } from "../../fixtures/zip-writer.ts";

type Make = () => Uint8Array | Promise<Uint8Array>;

function refuses(reason: string, files: Record<string, Make>): void {
  describe(`refuses as ${reason}`, () => {
    test.for(Object.entries(files))("%s", async ([, make]) => {
      const bytes = await make();
      expect(await detectFileType(readBytes(bytes), bytes.length)).toMatchObject({ ok: false, reason });
    });
  });
}

const script = "<script>alert(1)</script>";
const archive = () => zip([{ name: "a.txt", content: "hidden" }]);
const zeros = (length: number) => new Uint8Array(length);

refuses("polyglot", {
  "a PDF behind other bytes": () => join("\x01\x02\x00", pdf()),
  "a PDF header in a JPEG's comment": () => jpeg([jpegSegment(0xfe, "%PDF-1.4")]),
  "a page behind a PDF's end": () => join(pdf(), script),
  "a page in a PNG's text": () => png([pngChunk("tEXt", `Comment\0${script}`)]),
  "a page behind a PNG's end": () => join(png(), script),
  "a page in a JPEG's EXIF": () => jpeg([jpegSegment(0xe1, join("Exif\0\0", "<HTML >"))]),
  "a page behind a JPEG's end": () => join(jpeg(), script),
  "a page far behind a JPEG's end": () => join(jpeg(), zeros(99_999), script, zeros(9)),
  "a page across two pieces": () => png([pngChunk("tEXt", join(zeros(65_530), "<script>", zeros(99)))]),
  "a program behind a JPEG's end": () => join(jpeg(), "MZ\x90\0"),
  "a page in a GIF's comment": () => gif([gifComment(script)]),
  "a page behind a GIF's end": () => join(gif(), script),
  "a page in a WebP's XMP": () => webp([riffChunk("XMP ", script)]),
  "bytes behind a WebP's end": () => join(webp(), zeros(2)),
  "bytes behind a HEIC's end": () => join(heic(), script, zeros(99)),
  "a ZIP behind a JPEG": async () => join(jpeg(), await archive()),
  "a ZIP behind a PNG": async () => join(png(), await archive()),
  "a ZIP behind a PDF": async () => join(pdf(), await archive()),
  "a ZIP behind a HWP": async () => join(await hwp(), await archive()),
  "a ZIP whose comment is a PDF's end": async () =>
    join("%PDF-1.4\n", await zip([{ name: "a", content: "b" }], { comment: "%%EOF" })),
  "a self-extracting ZIP": () => zip([{ name: "a", content: "b" }], { prefix: "MZ\x90\0" }),
  "a ZIP behind another ZIP": async () => join(await archive(), await archive()),
  "a ZIP with a hidden front": async () => zip([{ name: "a", content: "b" }], { prefix: await archive() }),
  "bytes behind a ZIP's end record": async () => join(await archive(), script),
});

refuses("macros", {
  "VBA in an XLSX": () => xlsx({ more: { "xl/vbaProject.bin": zeros(9) } }),
  "VBA by content type only": () =>
    xlsx({
      contentTypes: override("/xl/x.bin", "application/vnd.ms-office.vbaProject"),
      more: { "xl/x.bin": zeros(9) },
    }),
  "an XLSM named otherwise": () => xlsx({ mainType: "application/vnd.ms-excel.sheet.macroEnabled.main+xml" }),
  "an Excel 4 macro sheet in an XLSX": () => xlsx({ more: { "xl/macrosheets/sheet1.xml": "<x/>" } }),
  "VBA in a DOCX": () => docx({ more: { "word/VBAPROJECT.BIN": zeros(9) } }),
  "VBA in an XLS": () => xls({ more: { _VBA_PROJECT_CUR: { VBA: { dir: zeros(9) } } } }),
  "an Excel 4 macro sheet in an XLS": () => xls({ macroSheet: true }),
  "VBA in an old Word document": () =>
    compoundFile({ WordDocument: zeros(9), Macros: { VBA: { dir: zeros(9) } } }),
  "a long script in a HWP": () =>
    hwp({ script: `//${crypto.getRandomValues(new Uint32Array(2000)).join(" ")}\n` }),
  "a script in a HWP": () =>
    hwp({ script: "function OnDocument_Open() { new ActiveXObject('WScript.Shell').Run('calc'); }" }),
});

refuses("encrypted", {
  "an XLSX with a password": () => compoundFile({ EncryptionInfo: zeros(99), EncryptedPackage: zeros(9999) }),
  "an XLS with a password": () => xls({ password: true }),
  "a file under Fasoo's document security": () => join([0x9b], " DRMONE  This Document is encrypted"),
  "a file under Softcamp's document security": () => join("SCDSA002", zeros(99)),
  "a file under Samsung's document security": () => join("<## NASCA DRM FILE - VER1.00 ##>", zeros(99)),
  "a HWP with a password": () => hwp({ properties: 2 }),
  "a HWPX with a password": () => hwpx({ encrypted: true }),
  "a ZIP with a password, by an entry's own header": () =>
    zip([{ name: "a", content: "b", local: { flags: 1 } }]),
  "a ZIP with a password, by its directory": () => zip([{ name: "a", content: "b", central: { flags: 1 } }]),
  "a ZIP with a password": () =>
    zip([{ name: "a", content: "b", central: { flags: 1 }, local: { flags: 1 } }]),
});

refuses("archive-bomb", {
  "a DOCX that would fill the memory": () => docx({ more: { "word/media/a.bmp": zeros(17 << 20) } }),
  "a ZIP that would fill the disk": () => zip([{ name: "a", content: zeros(17 << 20) }]),
  "a DOCX of more than 512 MiB": () => {
    const size = 600 << 20;
    const parts = Array.from({ length: 48 }, (_, i) => ({
      name: `${i}`,
      content: crypto.getRandomValues(new Uint8Array(60_000)),
    }));
    return docx({ parts: [...parts, { name: "last", content: "", central: { size }, local: { size } }] });
  },
  "an XLSX that says less than it unpacks": () =>
    xlsx({ parts: [{ name: "b", content: zeros(9 << 20), central: { size: 9 }, local: { size: 9 } }] }),
  "an XLSX with an archive inside": async () => xlsx({ more: { "xl/media/a.zip": await archive() } }),
  "a ZIP of shrunken archives": async () => {
    const inner = await zip(
      Array.from({ length: 16 }, (_, i) => ({ name: `${i}`, content: zeros(1 << 20) })),
    );
    return zip([
      { name: "0.zip", content: inner },
      { name: "1.zip", content: inner },
    ]);
  },
  "entries that share their bytes": () =>
    zip([
      { name: "a", content: "x".repeat(999) },
      { name: "b", content: "x", central: { offset: 0, name: "a" } },
    ]),
  "more than 10,000 entries": () => zip([{ name: "a", content: "b" }], { zip64: true }).then(lieAboutEntries),
});

/** In the 64-bit record. */
function lieAboutEntries(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  const record = bytes.length - 22 - 20 - 56;
  new DataView(bytes.buffer).setBigUint64(record + 32, 20_000n, true);
  return bytes;
}

refuses("truncated", {
  "an empty file": () => zeros(0),
  "half a photo": () => jpeg().slice(0, -3),
  "half a PNG": () => png().slice(0, -13),
  "half a WebP": () => webp().slice(0, -2),
  "half a GIF": () => gif().slice(0, -2),
  "half a HEIC": () => heic().slice(0, -99),
  "a HEIC that ends where its pictures begin": () => heic().slice(0, -4104),
  "half a PDF": () => pdf().slice(0, -40),
  "half an XLSX": async () => (await xlsx()).slice(0, -30),
  "half a HWP": async () => (await hwp({ more: { BinData: { a: zeros(99_999) } } })).slice(0, 9999),
});

refuses("malformed", {
  "a PNG with a wrong checksum": () => {
    const bytes = png();
    bytes[30]! ^= 1;
    return bytes;
  },
  "a PNG without picture data": () => join(png().subarray(0, 33), pngChunk("IEND", [])),
  "a JPEG without a frame": () => join([0xff, 0xd8], jpegSegment(0xda, zeros(6)), [0xff, 0xd9]),
  "a PNG with two runs of picture data": () =>
    join(png().subarray(0, -12), pngChunk("tEXt", "a\0b"), pngChunk("IDAT", zeros(9)), pngChunk("IEND", [])),
  "a GIF without a picture": () => join(gif().subarray(0, 19), [0x3b]),
  "a WebP without a picture": () => join("RIFF", [22, 0, 0, 0], "WEBP", riffChunk("VP8X", zeros(10))),
  "a PDF of no known version": () => join("%PDF-x\nstartxref\n0\n%%EOF\n"),
  "a ZIP whose other entries are elsewhere": () =>
    zip([{ name: "a", content: "b" }], { end: { entriesHere: 0 } }),
  "an entry that reaches into the directory": () =>
    zip([
      {
        name: "a",
        content: "b",
        stored: true,
        central: { packed: 40, size: 40 },
        local: { packed: 40, size: 40 },
      },
    ]),
  "a stored entry that is larger than itself": () =>
    zip([{ name: "a", content: "b", stored: true, central: { size: 9 }, local: { size: 9 } }]),
  "one of several disks": () => zip([{ name: "a", content: "b" }], { end: { disk: 1 } }),
  "a PDF that points beyond itself": () => join("%PDF-1.4\nstartxref\n99999\n%%EOF\n"),
  "a local header that lies about the method": () => zip([{ name: "a", content: "b", local: { method: 0 } }]),
  "a local header that lies about the size": () => zip([{ name: "a", content: "b", local: { size: 7 } }]),
  "a local header with another name": () => zip([{ name: "a.jpg", content: "b", local: { name: "a.exe" } }]),
  "a name that leaves the folder": () => zip([{ name: "../../etc/passwd", content: "b" }]),
  "two parts of one name": () => docx({ parts: [{ name: "WORD/document.xml", content: "b" }] }),
  "64-bit records that contradict the short ones": () =>
    zip([{ name: "a", content: "b" }], { zip64: true, end: { entriesHere: 2, entries: 2 } }),
  "fewer entries than announced": () =>
    zip([{ name: "a", content: "b" }], { end: { entriesHere: 2, entries: 2 } }),
  "more unpacked bytes announced than there are": () =>
    zip([{ name: "a", content: "b", central: { size: 99 }, local: { size: 99 } }]),
  "a content type written with entities": () =>
    xlsx({ contentTypes: override("/x", "vnd.ms-office.vba&#80;roject") }),
  "an XLSX without its workbook": () =>
    zip([
      {
        name: "[Content_Types].xml",
        content: override(
          "/xl/workbook.xml",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        ),
      },
    ]),
  "a HWP of another version": () => hwp({ version: 3 }),
  "a HWP without text": () =>
    compoundFile({ FileHeader: join("HWP Document File", zeros(18), [5], zeros(220)) }),
});

refuses("active-content", {
  HTML: () => join("\n <!DOCTYPE html><title>x</title>"),
  SVG: () => join('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  XML: () => join('<?xml version="1.0"?><x/>'),
  "text with a script": () => join("hello <script src=x>"),
  "a shell script": () => join("#!/bin/sh\nrm -rf /\n"),
  "a Windows program": () => join("MZ\x90\0\x03\0\0\0"),
  "a Linux program": () => join("\x7fELF\x02\x01\x01\0"),
  "a Mac program": () => join([0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1]),
});
