import { beforeAll, describe, expect, test } from "vitest";
import { bytesOf } from "../../../src/kit/encoding.ts";
import type { FileView } from "../../../src/rooms/files/schema.ts";
import { hwp } from "../../fixtures/hwp.ts";
import { png } from "../../fixtures/small-pictures.ts";
import { type House, openHouse } from "../../setup/open-house.ts";
import { problemOf } from "../../setup/upload.ts";

const MiB = 1024 * 1024;
const picture = png();
const query = `?collection=banners&filename=${encodeURIComponent("봄 소풍.png".normalize("NFD"))}`;

let house: House;
let writer: { Authorization: string };
beforeAll(async () => {
  house = await openHouse();
  writer = await house.keyOf("files:read", "files:write");
});

/** Sends a body as its own, with the length that is said and not the one that is true. */
const send = (body: BodyInit | null, headers: Record<string, string> = {}, search = query) =>
  house.fetch(`/api/files${search}`, { method: "POST", headers: { ...writer, ...headers }, body });
const raw = (bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, search = query) =>
  send(
    bytes,
    { "Content-Type": "image/png", "Content-Length": String(bytes.byteLength), ...headers },
    search,
  );

/** A form as a browser encodes it. */
async function form(
  fields: Record<string, string | File>,
  headers: Record<string, string> = {},
  search = "",
) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  const encoded = new Response(data);
  const type = encoded.headers.get("content-type") ?? "";
  const bytes = new Uint8Array(await encoded.arrayBuffer());
  return send(
    bytes,
    { "Content-Type": type, "Content-Length": String(bytes.byteLength), ...headers },
    search,
  );
}
const fileOf = (bytes: Uint8Array<ArrayBuffer>, name: string, type = "image/png") =>
  new File([bytes], name, { type });
const waiting = async () => {
  const { database } = house.services;
  return database.all(database.query.selectFrom("file_uploads").selectAll().where("state", "=", "waiting"));
};

describe("a file as the body itself", () => {
  test("is answered with what it became", async () => {
    const response = await raw(picture);
    expect(response.status).toBe(201);
    const file: FileView = await response.json();
    expect(file).toMatchObject({ name: "봄 소풍.png", collection: "banners", size: picture.byteLength });
    const delivered = await house.fetch(`/files/${file.key}`);
    expect(new Uint8Array(await delivered.arrayBuffer())).toEqual(picture);
  });

  test("needs a Content-Length", async () => {
    const response = await send(picture, { "Content-Type": "image/png" });
    expect(await problemOf(response)).toMatchObject({ status: 411, id: "http-length-required" });
  });

  test.each([
    ["is empty", new Uint8Array(), 422, "http-invalid-input", ["/body"]],
    ["ends early", picture.subarray(0, 40), 400, "body-wrong-length", []],
    ["goes on", new Uint8Array(200), 400, "body-wrong-length", []],
  ])("that %s is refused", async (_, bytes, status, id, pointers) => {
    const length = bytes.byteLength === 0 ? 0 : picture.byteLength;
    expect(await problemOf(await raw(bytes, { "Content-Length": String(length) }))).toEqual({
      status,
      id,
      pointers,
    });
  });

  test("that is not there at all is an empty one", async () => {
    const response = await send(null, { "Content-Type": "image/png", "Content-Length": "0" });
    expect(await problemOf(response)).toMatchObject({ status: 422, pointers: ["/body"] });
  });

  test("whose connection breaks off is no file", async () => {
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(picture.subarray(0, 10));
        controller.error(new Error("gone"));
      },
    });
    const response = await send(broken, { "Content-Length": String(picture.byteLength) });
    expect(await problemOf(response)).toMatchObject({ status: 400, id: "body-wrong-length" });
  });

  test("over 16 MiB is refused before it is read", async () => {
    let read = 0;
    const body = new ReadableStream({
      pull(controller) {
        read += 1;
        controller.enqueue(new Uint8Array(MiB));
        if (read > 20) controller.close();
      },
    });
    const response = await send(body, { "Content-Length": String(16 * MiB + 1) });
    expect(await problemOf(response)).toMatchObject({ status: 413, id: "http-body-too-large" });
    expect(read).toBeLessThan(3);
    const absurd = await raw(picture, { "Content-Length": String(10 ** 15) });
    expect(await problemOf(absurd)).toMatchObject({ status: 413 });
  });

  test("of 16 MiB is taken", { timeout: 30_000 }, async () => {
    const text = new Uint8Array(16 * MiB).fill(0x61);
    const search = "?collection=documents&filename=a.txt";
    const response = await raw(text, { "Content-Type": "text/plain" }, search);
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ size: 16 * MiB, type: "text/plain" });
  });

  test.each([
    ["no collection", "?filename=a.png", ["/query/collection"]],
    ["no name", "?collection=banners", ["/query/filename"]],
    ["two collections", `${query}&collection=documents`, ["/query/collection"]],
    ["an unknown collection", "?collection=x&filename=a.png", ["/query/collection"]],
    ["a replaced file that is no id", `${query}&replaces=x`, ["/query/replaces"]],
  ])("with %s is refused", async (_, search, pointers) => {
    expect(await problemOf(await raw(picture, {}, search))).toEqual({
      status: 422,
      id: "http-invalid-input",
      pointers,
    });
  });

  test.each([
    ["a page as a picture", bytesOf("<html><script>alert(1)</script></html>"), 422, "files-content-refused"],
    ["a text as a picture", bytesOf("just a letter"), 415, "files-type-not-allowed"],
    ["half a picture", picture.slice(0, 50), 422, "files-content-refused"],
  ])("%s is refused by its bytes", async (_, bytes, status, id) => {
    expect(await problemOf(await raw(bytes))).toMatchObject({ status, id });
  });

  test("is refused without a key, and nothing is announced", async () => {
    const before = (await waiting()).length;
    const response = await house.fetch(`/api/files${query}`, {
      method: "POST",
      headers: { "Content-Length": String(picture.byteLength) },
      body: picture,
    });
    expect(await problemOf(response)).toMatchObject({ status: 403, id: "files-may-not-write" });
    expect((await waiting()).length).toBe(before);
  });
});

describe("a file in a form", () => {
  test("is answered with what it became", async () => {
    const response = await form({ collection: "resources/hwp", file: fileOf(await hwp(), "신청서.hwp", "") });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ name: "신청서.hwp", type: "application/x-hwp" });
  });

  test("may be named in the query", async () => {
    const response = await form({ file: fileOf(picture, "a.png") }, {}, query);
    expect(await response.json()).toMatchObject({ name: "봄 소풍.png", collection: "banners" });
  });

  test.each([
    ["no file", { collection: "banners" }, ["/body/file"]],
    ["a text in the file's place", { collection: "banners", file: "text" }, ["/body/file"]],
    ["an empty file", { collection: "banners", file: fileOf(new Uint8Array(), "a.png") }, ["/body/file"]],
    ["no collection", { file: fileOf(picture, "a.png") }, ["/body/collection"]],
    [
      "a collection that is a file",
      { collection: fileOf(picture, "x"), file: fileOf(picture, "a.png") },
      ["/body/collection"],
    ],
    ["a file without a name", { collection: "banners", file: fileOf(picture, "") }, ["/body/file"]],
  ])("with %s is refused", async (_, fields, pointers) => {
    const response = await form(fields as Record<string, string | File>);
    expect(await problemOf(response)).toMatchObject({ status: 422, id: "http-invalid-input", pointers });
  });

  test.each([
    ["without a boundary", "multipart/form-data", "--x\r\n\r\n--x--"],
    [
      "that breaks off",
      "multipart/form-data; boundary=x",
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a',
    ],
    ["that is none", "multipart/form-data; boundary=x", "hello"],
  ])("%s is refused", async (_, type, body) => {
    const response = await send(body, { "Content-Type": type, "Content-Length": String(body.length) });
    expect(await problemOf(response)).toMatchObject({
      status: 400,
      id: "http-malformed",
      pointers: ["/body"],
    });
  });

  test("needs a Content-Length", async () => {
    const response = await send("--x--", { "Content-Type": "multipart/form-data; boundary=x" });
    expect(await problemOf(response)).toMatchObject({ status: 411 });
  });

  test("waits while others fill the memory, and is turned away after ten seconds", {
    timeout: 30_000,
  }, async () => {
    const type = "multipart/form-data; boundary=x";
    const length = String(16 * MiB);
    const controllers: ReadableStreamDefaultController[] = [];
    const stalled = Array.from({ length: 3 }, () => {
      const body = new ReadableStream({ start: (controller) => void controllers.push(controller) });
      return send(body, { "Content-Type": type, "Content-Length": length }, query);
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const turnedAway = form({ collection: "banners", file: fileOf(picture, "a.png") });
    await new Promise((resolve) => setTimeout(resolve, 100));
    house.world.advance(10_000);
    const response = await turnedAway;
    expect(response.headers.get("retry-after")).toBe("10");
    expect(await problemOf(response)).toMatchObject({ status: 503, id: "files-too-busy" });
    const streamed = await raw(picture);
    expect(streamed.status).toBe(201);
    for (const controller of controllers) controller.close();
    for (const response of await Promise.all(stalled)) expect(response.status).toBe(400);
    const after = await form({ collection: "banners", file: fileOf(picture, "a.png") });
    expect(after.status).toBe(201);
  });
});
