import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect } from "node:net";
import sharp from "sharp";
import { afterAll, describe, expect, inject, test } from "vitest";
import { bytesOf } from "../../src/kit/encoding.ts";
import type { FileView, PartsGiven, SignedPart, UploadView } from "../../src/rooms/files/schema.ts";
import { hwp } from "../fixtures/hwp.ts";
import { pdf } from "../fixtures/pdf.ts";
import { photo, photoName } from "../fixtures/pictures.ts";
import { createState, type House, startHouse } from "../setup/house.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Place = Pick<House, "url" | "key">;
const MiB = 1024 * 1024;
const shared: Place = { url: inject("houseUrl"), key: inject("houseKey") };

async function call<T>({ url, key }: Place, path: string, body?: object): Promise<T> {
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
  const post = body && { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(url + path, { headers, ...post });
  const answer = await response.json();
  expect(response.status, JSON.stringify(answer)).toBeLessThan(300);
  return answer as T;
}

async function put(part: SignedPart, file: Bytes): Promise<void> {
  const body = file.subarray(part.offset, part.offset + part.size);
  const response = await fetch(part.url, { method: part.method, headers: part.headers, body });
  expect(response.status, await response.text()).toBe(200);
}

async function upload(place: Place, file: Bytes, announced: Record<string, string>): Promise<FileView> {
  const begun = await call<UploadView>(place, "/api/files/uploads", { ...announced, size: file.byteLength });
  for (const part of begun.parts) await put(part, file);
  return call(place, `/api/files/uploads/${begun.id}/complete`, {});
}

describe("a photograph of twelve megapixels with a Mac's Korean name", () => {
  test.each([
    ["baseline", 6],
    ["progressive", 8],
  ] as const)(
    "%s, taken upright, comes back as an upright thumbnail",
    { timeout: 120_000 },
    async (kind, orientation) => {
      const taken = await photo({ orientation, progressive: kind === "progressive", gps: true });
      const announced = { collection: "posts/content", filename: photoName, contentType: "image/jpeg" };
      const file = await upload(shared, taken, announced);
      expect(file).toMatchObject({ name: photoName.normalize("NFC"), width: 3024, height: 4032 });
      const headers = { Accept: "image/webp" };
      const response = await fetch(`${shared.url}/images/thumb/${file.key}`, { headers });
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/webp"]);
      const thumbnail = Buffer.from(await response.arrayBuffer());
      const { width, height, exif } = await sharp(thumbnail).metadata();
      expect([width, height, exif]).toEqual([300, 200, undefined]);
      const expected = sharp(taken).autoOrient().resize(300, 200).removeAlpha().raw();
      const [seen, wanted] = [
        await sharp(thumbnail).removeAlpha().raw().toBuffer(),
        await expected.toBuffer(),
      ];
      const difference = seen.reduce((sum, value, i) => sum + Math.abs(value - (wanted[i] ?? 0)), 0);
      expect(difference / seen.length).toBeLessThan(6);
    },
  );
});

test.each([
  ["2026년 봄 소풍 안내문.hwp", "resources/hwp", "application/x-hwp", await hwp()],
  ["결산 보고서 (최종) 100%.pdf", "resources/pdfs", "application/pdf", pdf()],
])("%s comes back under its own name", async (name, collection, contentType, bytes) => {
  const file = await upload(shared, bytes, { collection, contentType, filename: name.normalize("NFD") });
  const { url } = await call<{ url: string }>(shared, `/api/files/${file.id}/url`);
  const response = await fetch(url);
  const disposition = response.headers.get("content-disposition") ?? "";
  expect(disposition).toMatch(/^attachment; /);
  expect(decodeURIComponent(disposition.split("filename*=UTF-8''")[1] ?? "")).toBe(name);
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
});

describe("when the house is stopped and started again", () => {
  const state = createState();
  let house: House | undefined;
  afterAll(async () => {
    await house?.stop();
    rmSync(state, { recursive: true, force: true });
  });

  test("an upload in parts goes on where it was", { timeout: 240_000 }, async () => {
    const minutes = new Uint8Array(33 * MiB).fill(0x61);
    const announced = { collection: "documents", filename: "회의록.txt", contentType: "text/plain" };
    house = await startHouse({ state });
    const begun = await call<UploadView>(house, "/api/files/uploads", {
      ...announced,
      size: minutes.byteLength,
    });
    expect(begun.partCount).toBe(3);
    await put(begun.parts[1]!, minutes);
    await house.stop();
    house = await startHouse({ state });
    const parts = `/api/files/uploads/${begun.id}/parts`;
    const { arrived } = await call<PartsGiven>(house, parts, { partNumbers: [] });
    expect(arrived.map(({ partNumber }) => partNumber)).toEqual([2]);
    const missing = await call<PartsGiven>(house, parts, { partNumbers: [1, 3] });
    for (const part of missing.parts) await put(part, minutes);
    const complete = `/api/files/uploads/${begun.id}/complete`;
    const file = await call<FileView>(house, complete, {});
    expect(file).toMatchObject({ name: "회의록.txt", size: 33 * MiB });
    await house.stop();
    house = await startHouse({ state });
    expect(await call<FileView>(house, complete, {})).toMatchObject({ id: file.id, key: file.key });
  });
});

describe("a request as no library sends it", () => {
  /** Writes that to the house's socket, and answers the status that comes back; 0 when none does. */
  async function say(head: string, body: Bytes, then: "wait" | "hang up"): Promise<number> {
    const { hostname, port } = new URL(shared.url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    const answer = once(socket, "data").then(([data]) => Number(String(data).split(" ")[1]));
    const closed = once(socket, "close").then(() => 0);
    socket.write(head.replaceAll("\n", "\r\n"));
    socket.write(body);
    if (then === "hang up") socket.destroy();
    const status = await Promise.race([answer, closed]);
    socket.destroy();
    return status;
  }
  const head = (headers: string) =>
    `POST /api/files?collection=documents&filename=a.txt HTTP/1.1\nHost: ${new URL(shared.url).host}\nAuthorization: Bearer ${shared.key}\n${headers}\n\n`;
  const letter = bytesOf("just a letter");

  test("without a length is told that one is needed", async () => {
    const chunked = bytesOf("5\r\nhello\r\n0\r\n\r\n");
    expect(await say(head("Transfer-Encoding: chunked"), chunked, "wait")).toBe(411);
  });

  test("without a body is told that a file is not empty", async () => {
    expect(await say(head("Content-Length: 0"), new Uint8Array(), "wait")).toBe(422);
  });

  test("of 17 MiB is told so before it has sent them", async () => {
    expect(await say(head(`Content-Length: ${17 * MiB}`), letter, "wait")).toBe(413);
  });

  test("that hangs up halfway leaves no file and harms nobody", async () => {
    const files = "/api/files?collection=documents&search=a.txt";
    const { items: before } = await call<{ items: FileView[] }>(shared, files);
    for (let i = 0; i < 5; i++) expect(await say(head("Content-Length: 1000"), letter, "hang up")).toBe(0);
    expect(await say(head(`Content-Length: ${letter.byteLength}`), letter, "wait")).toBe(201);
    const { items } = await call<{ items: FileView[] }>(shared, files);
    expect(items.length).toBe(before.length + 1);
    const { status } = await call<{ status: string }>(shared, "/api/health");
    expect(status).toBe("ok");
  });
});
