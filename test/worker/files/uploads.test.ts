import { beforeAll, describe, expect, test } from "vitest";
import { sha256 } from "../../../src/kit/digest.ts";
import type { NewUpload } from "../../../src/rooms/files/schema.ts";
import { hwp } from "../../fixtures/hwp.ts";
import { png } from "../../fixtures/small-pictures.ts";
import { type House, openHouse, post } from "../../setup/open-house.ts";
import { begin, complete, problemOf, put, upload } from "../../setup/upload.ts";

const picture = png();
const banner: NewUpload = {
  collection: "banners",
  filename: "봄 소풍.png",
  size: picture.byteLength,
  contentType: "image/png",
};

let house: House;
let writer: { Authorization: string };
beforeAll(async () => {
  house = await openHouse();
  writer = await house.keyOf("files:read", "files:write");
});

const announce = (announced: object, headers: Record<string, string> = writer) =>
  house.fetch("/api/files/uploads", post({ ...banner, ...announced }, headers));
const partsOf = (id: string, partNumbers: number[], headers: Record<string, string> = writer) =>
  house.fetch(`/api/files/uploads/${id}/parts`, post({ partNumbers }, headers));

describe("an upload by signed URL", () => {
  test("becomes a file under its own name in NFC and an ASCII key", async () => {
    const file = await upload(house, writer, picture, {
      ...banner,
      filename: banner.filename.normalize("NFD"),
    });
    expect(file).toMatchObject({ name: "봄 소풍.png", type: "image/png", width: 1, height: 1, sha256: null });
    expect(file.key).toMatch(/^banners\/\d{4}\/\d\d\/[\da-f-]{36}\.png$/);
    expect(file.url).toBe(`http://localhost:8787/files/${file.key}`);
    const seen = await house.fetch(`/api/files/${file.id}`, { headers: writer });
    expect(await seen.json()).toEqual(file);
  });

  test("leaves nothing in incoming/", async () => {
    const { id } = await upload(house, writer, picture, banner);
    expect(await house.services.opened.storage.port.head(`incoming/${id}`)).toBeNull();
  });

  test("keeps a checked SHA-256, and refuses another", async () => {
    const digest = await sha256(picture);
    expect(await upload(house, writer, picture, { ...banner, sha256: digest })).toMatchObject({
      sha256: digest,
    });
    const wrong = await begin(house, writer, { ...banner, sha256: "0".repeat(64) });
    await put(wrong.parts[0]!, picture);
    const refusal = { status: 422, id: "files-upload-mismatch", pointers: ["/body/sha256"] };
    expect(await problemOf(await complete(house, writer, wrong.id))).toEqual(refusal);
  });

  test("takes neither another length nor another type than was announced", async () => {
    const { parts } = await begin(house, writer, banner);
    const { url, headers } = parts[0]!;
    const send = async (changed: Record<string, string>, body: BodyInit) => {
      const response = await fetch(url, { method: "PUT", headers: { ...headers, ...changed }, body });
      await response.arrayBuffer();
      return response.status;
    };
    expect(await send({}, picture.subarray(1))).toBe(403);
    expect(await send({ "content-type": "text/html" }, picture)).toBe(403);
    expect(await send({}, picture)).toBe(200);
  });

  test("cannot be completed before its bytes have arrived", async () => {
    const { id } = await begin(house, writer, banner);
    const missing = { status: 409, id: "files-not-arrived", pointers: [] };
    expect(await problemOf(await complete(house, writer, id))).toEqual(missing);
  });

  test("tells whether its bytes have arrived", async () => {
    const { id, parts } = await begin(house, writer, banner);
    expect(await (await partsOf(id, [])).json()).toEqual({ parts: [], arrived: [] });
    await put(parts[0]!, picture);
    const arrived = [{ partNumber: 1, size: picture.byteLength }];
    expect(await (await partsOf(id, [])).json()).toEqual({ parts: [], arrived });
  });

  test("is not there for anybody else", async () => {
    const { id, parts } = await begin(house, writer, banner);
    await put(parts[0]!, picture);
    const hidden = { status: 404, id: "files-not-found", pointers: [] };
    for (const other of [{}, await house.keyOf("files:write"), await house.keyOf("admin")]) {
      expect(await problemOf(await complete(house, other, id))).toEqual(hidden);
      expect(await problemOf(await partsOf(id, [1], other))).toEqual(hidden);
    }
    expect((await complete(house, writer, id)).status).toBe(200);
  });

  test("expires after a day", async () => {
    const house = await openHouse();
    const { id, parts } = await begin(house, writer, banner);
    await put(parts[0]!, picture);
    house.world.advance(24 * 60 * 60 * 1000);
    const expired = { status: 409, id: "files-upload-expired", pointers: [] };
    expect(await problemOf(await complete(house, writer, id))).toEqual(expired);
    expect(
      await problemOf(
        await house.fetch(`/api/files/uploads/${id}/parts`, post({ partNumbers: [1] }, writer)),
      ),
    ).toEqual(expired);
  });

  test("that was never begun is not there", async () => {
    expect((await complete(house, writer, crypto.randomUUID())).status).toBe(404);
    expect((await complete(house, writer, "../uploads")).status).toBe(404);
    expect(await problemOf(await complete(house, writer, "7"))).toMatchObject({ pointers: ["/path/id"] });
  });
});

describe("before a byte moves", () => {
  test.each([
    ["an unknown collection", { collection: "secrets" }, 422, "http-invalid-input", ["/body/collection"]],
    [
      "a collection named like a property of every object",
      { collection: "__proto__" },
      422,
      "http-invalid-input",
      ["/body/collection"],
    ],
    ["no size", { size: undefined }, 422, "http-invalid-input", ["/body/size"]],
    ["an empty file", { size: 0 }, 422, "http-invalid-input", ["/body/size"]],
    ["a size that is no integer", { size: 1.5 }, 422, "http-invalid-input", ["/body/size"]],
    ["a size as text", { size: "70" }, 422, "http-invalid-input", ["/body/size"]],
    ["more than the collection takes", { size: 31 * 1024 * 1024 }, 413, "files-too-large", ["/body/size"]],
    [
      "a type that it does not take",
      { filename: "a.pdf", contentType: "application/pdf" },
      415,
      "files-type-not-allowed",
      ["/body/contentType"],
    ],
    [
      "an ending that it does not take",
      { filename: "a.HTML" },
      415,
      "files-type-not-allowed",
      ["/body/contentType"],
    ],
    ["a type that is none", { contentType: "image" }, 422, "http-invalid-input", ["/body/contentType"]],
    ["no name", { filename: "" }, 422, "http-invalid-input", ["/body/filename"]],
    ["a digest that is none", { sha256: "abc" }, 422, "http-invalid-input", ["/body/sha256"]],
    [
      "the replacing of what is not there",
      { replaces: "0190b0a0-0000-7000-8000-000000000000" },
      404,
      "files-not-found",
      [],
    ],
  ])("%s is refused, naming the rule", async (_, announced, status, id, pointers) => {
    expect(await problemOf(await announce(announced))).toEqual({ status, id, pointers });
  });

  test("the rule is named in the caller's language", async () => {
    const tooLarge = { size: 31 * 1024 * 1024 };
    const detailIn = async (language: string) =>
      (
        (await (await announce(tooLarge, { ...writer, "Accept-Language": language })).json()) as {
          detail: string;
        }
      ).detail;
    expect(await detailIn("ko-KR")).toBe("배너은(는) 파일 하나에 30 MiB까지 받습니다.");
    expect(await detailIn("en")).toBe("Banners: a file may have 30 MiB at most.");
  });

  test.each(["사진.constructor", "사진.__proto__", "사진", "사진.png.tmp"])(
    "%s is judged by the type that it is announced with",
    async (filename) => {
      expect((await announce({ filename })).status).toBe(201);
    },
  );

  test.each([
    ["nobody's key", "banners", [], 403],
    ["a key that only reads", "banners", ["files:read"], 403],
    ["a key that writes", "data-archive", ["files:read", "files:write"], 403],
    ["an administrator's key", "data-archive", ["admin"], 201],
    ["nobody's key", "consultations", [], 201],
  ] as const)("%s for %s is answered by its rule", async (_, collection, scopes, status) => {
    const headers = scopes.length > 0 ? await house.keyOf(...scopes) : {};
    expect((await announce({ collection }, headers as Record<string, string>)).status).toBe(status);
  });
});

describe("the name that a file was given", () => {
  const document = { collection: "resources/hwp", contentType: "application/x-hwp" } as const;

  test.each([
    ["../../봄/안내문.hwp", "안내문.hwp"],
    ["C:\\문서\\안내문.hwp", "안내문.hwp"],
    ["안내\u202ehwp.exe\u0000", "안내hwp.exe.hwp"],
    ["안내문.hwp".normalize("NFD"), "안내문.hwp"],
    [`${"가".repeat(300)}.hwp`, `${"가".repeat(83)}.hwp`],
    ["\ud800안내.hwp", "\ufffd안내.hwp"],
  ])("%j comes back as %j", async (filename, name) => {
    const file = await upload(house, writer, await hwp(), { ...document, filename });
    expect(file).toMatchObject({ name, type: "application/x-hwp" });
    expect(file.key).toMatch(/^resources\/hwp\/[\w/-]+\.hwp$/);
  });
});
