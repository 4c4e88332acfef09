import { describe, expect, test } from "vitest";
import { bytesOf } from "../../../src/kit/encoding.ts";
import { wrongLength } from "../../../src/kit/exact-length.ts";
import type { SignedRequest, StorageDriver } from "../../../src/rooms/files/driver.ts";

/** What a test needs to try a driver: the driver itself, and the driver as it was that many milliseconds ago. */
export interface StorageUnderTest {
  origin: string;
  open(age?: number): StorageDriver;
}

const read = async (opened: { body: ReadableStream } | null) =>
  opened ? new Response(opened.body).text() : null;
const send = (request: SignedRequest, body?: BodyInit) =>
  fetch(request.url, {
    method: request.method,
    headers: request.headers,
    ...(body !== undefined && { body }),
  });

/** Sends, and answers the status alone. */
async function statusOf(request: SignedRequest, body?: BodyInit): Promise<number> {
  const response = await send(request, body);
  await response.arrayBuffer();
  return response.status;
}

/** What every object store has to do, whoever makes it. */
export function storageContract({ origin, open }: StorageUnderTest): void {
  const storage = open();
  const validity = { origin, expiresIn: 60 };
  let serial = 0;
  const newKey = () => `contract/2026/11/${storage.name}-${serial++}.bin`;
  const stored = async (content: string, type = "text/plain") => {
    const bytes = bytesOf(content);
    return storage.put(newKey(), bytes, { size: bytes.length, type });
  };

  describe("an object", () => {
    test("comes back as it was put, from bytes and from a stream", async () => {
      for (const body of [bytesOf("안녕"), new Blob([bytesOf("안녕")]).stream()]) {
        const key = newKey();
        const put = await storage.put(key, body, { size: 6, type: "text/plain; charset=utf-8" });
        expect(put).toMatchObject({ key, size: 6, type: "text/plain; charset=utf-8" });
        expect(Math.abs(put.storedAt - Date.now())).toBeLessThan(60_000);
        const { body: bytes, ...opened } = (await storage.open(key)) ?? expect.fail("missing");
        expect(await new Response(bytes).text()).toBe("안녕");
        expect(opened).toMatchObject({ key, size: 6, etag: put.etag, type: "text/plain; charset=utf-8" });
        expect(await storage.head(key)).toEqual(opened);
      }
    });

    test("has an ETag that changes with its bytes", async () => {
      const first = await stored("one");
      const second = await storage.put(first.key, bytesOf("two"), { size: 3, type: "text/plain" });
      expect(first.etag).toMatch(/^[^"]+$/);
      expect(second.etag).not.toBe(first.etag);
    });

    test("is read in pieces, cut at its end, with the size of the whole", async () => {
      const { key } = await stored("0123456789");
      const piece = await storage.open(key, { range: { offset: 2, length: 3 } });
      expect(piece?.size).toBe(10);
      expect(await read(piece)).toBe("234");
      expect(await read(await storage.open(key, { range: { offset: 8, length: 100 } }))).toBe("89");
    });

    test("is not opened under another ETag", async () => {
      const { key, etag } = await stored("mine");
      expect(await read(await storage.open(key, { ifMatch: etag }))).toBe("mine");
      expect(await storage.open(key, { ifMatch: "0123456789abcdef0123456789abcdef" })).toBeNull();
    });

    test.each([4, 6])("is not stored from a stream of 5 bytes that was announced as %i", async (size) => {
      const key = newKey();
      const put = storage.put(key, new Blob(["hello"]).stream(), { size, type: "text/plain" });
      expect(wrongLength.matches(await put.catch((error) => error))).toBe(true);
      expect(await storage.head(key)).toBeNull();
    });

    test("that is missing is null, and deleting it is no error", async () => {
      const key = newKey();
      expect(await storage.head(key)).toBeNull();
      expect(await storage.open(key)).toBeNull();
      expect(await storage.copy(key, newKey(), { ifMatch: "x", size: 1, type: "text/plain" })).toBeNull();
      await storage.delete([key]);
    });

    test("is deleted among others, more than a thousand at once", async () => {
      const { key } = await stored("gone");
      const other = await stored("kept");
      await storage.delete([...Array.from({ length: 1000 }, () => newKey()), key]);
      expect(await storage.head(key)).toBeNull();
      expect(await storage.head(other.key)).not.toBeNull();
    });
  });

  describe("a listing", () => {
    test("has all keys of its prefix in order, page by page", async () => {
      const keys = ["a", "b", "c", "d", "e"].map((name) => `listed/${storage.name}/${name} & <é>`);
      for (const key of keys.toReversed())
        await storage.put(key, bytesOf(key), { size: bytesOf(key).length, type: "text/plain" });
      const seen: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await storage.list(`listed/${storage.name}/`, { limit: 2, ...(cursor && { cursor }) });
        expect(page.objects.length).toBeLessThanOrEqual(2);
        expect(page.objects[0]).toMatchObject({ size: bytesOf(keys[0]!).length, etag: expect.any(String) });
        seen.push(...page.objects.map(({ key }) => key));
        cursor = page.cursor;
      } while (cursor);
      expect(seen).toEqual(keys);
    });

    test("of a prefix without keys is empty", async () => {
      expect(await storage.list("nothing/here/")).toEqual({ objects: [], cursor: null });
    });
  });

  describe("a copy", () => {
    test("has the bytes that were asked for and a type of its own", async () => {
      const source = await stored("checked", "application/octet-stream");
      const to = newKey();
      const copied = await storage.copy(source.key, to, {
        ifMatch: source.etag,
        size: 7,
        type: "application/pdf",
      });
      expect(copied).toMatchObject({ key: to, size: 7, type: "application/pdf" });
      expect(await storage.head(to)).toMatchObject({ etag: copied?.etag, type: "application/pdf" });
      expect(await read(await storage.open(to))).toBe("checked");
    });

    test("is not made of an object that was swapped after it was checked", async () => {
      const checked = await stored("harmless");
      await storage.put(checked.key, bytesOf("<script>"), { size: 8, type: "text/plain" });
      const to = newKey();
      expect(
        await storage.copy(checked.key, to, { ifMatch: checked.etag, size: 8, type: "text/plain" }),
      ).toBeNull();
      expect(await storage.head(to)).toBeNull();
    });
  });

  describe("a signed upload", () => {
    const key = newKey();
    const announce = { ...validity, size: 5, type: "application/x-hwp" };

    test("takes exactly what was announced", async () => {
      expect(await statusOf(await storage.signUpload(key, announce), "hello")).toBe(200);
      expect(await storage.head(key)).toMatchObject({ size: 5, type: "application/x-hwp" });
    });

    test.each(["hell", "hello!", ""])("refuses %j instead of five bytes", async (body) => {
      expect(await statusOf(await storage.signUpload(newKey(), announce), body)).toBe(403);
    });

    test("refuses another type", async () => {
      const signed = await storage.signUpload(newKey(), announce);
      expect(
        await statusOf({ ...signed, headers: { ...signed.headers, "content-type": "text/html" } }, "hello"),
      ).toBe(403);
    });

    test("refuses another key, another lifetime and another method", async () => {
      const signed = await storage.signUpload(key, announce);
      const tampered = [signed.url.replace(key, newKey()), signed.url.replace("Expires=60", "Expires=61")];
      for (const url of tampered) expect(await statusOf({ ...signed, url }, "hello")).toBe(403);
      expect(await statusOf({ ...signed, method: "GET" })).toBe(403);
    });

    test("holds until it expires, and says when", async () => {
      const signed = await open(50_000).signUpload(newKey(), announce);
      expect(Math.abs(signed.expiresAt - Date.now() - 10_000)).toBeLessThan(5_000);
      expect(await statusOf(signed, "hello")).toBe(200);
      expect(await statusOf(await open(61_000).signUpload(newKey(), announce), "hello")).toBe(403);
    });
  });

  describe("a signed download", () => {
    const naming = { ...validity, filename: "상담 신청서.hwp", type: "application/x-hwp" };

    test("gives the bytes, and asks for the present name and type", async () => {
      const { key } = await stored("form");
      const signed = await storage.signDownload(key, naming);
      expect(await (await send(signed)).text()).toBe("form");
      const query = new URL(signed.url).searchParams;
      expect(query.get("response-content-type")).toBe("application/x-hwp");
      expect(query.get("response-content-disposition")).toMatch(/^attachment; .*filename\*=UTF-8''%EC%83%81/);
    });

    test("carries the name that the object was stored with, where nobody overrides it", async () => {
      const key = newKey();
      await storage.put(key, bytesOf("form"), {
        size: 4,
        type: "application/x-hwp",
        filename: naming.filename,
      });
      const response = await send(await storage.signDownload(key, naming));
      expect(response.headers.get("Content-Disposition")).toContain("filename*=UTF-8''%EC%83%81%EB%8B%B4%20");
      await response.arrayBuffer();
    });

    test("is refused with another name, and when it has expired", async () => {
      const { key } = await stored("form");
      const signed = await storage.signDownload(key, naming);
      expect(await statusOf({ ...signed, url: signed.url.replace(".hwp", ".exe") })).toBe(403);
      expect(await statusOf(await open(61_000).signDownload(key, naming))).toBe(403);
    });
  });

  describe("an upload in parts", () => {
    const mebibyte = 1024 * 1024;
    const sizes = [5 * mebibyte, 5 * mebibyte, 3];
    const contentOf = (part: number) => new Uint8Array(sizes[part - 1]!).fill(part);
    const upload = async (key: string, id: string, partNumber: number) => {
      const size = sizes[partNumber - 1]!;
      const response = await send(
        await storage.signPart(key, id, partNumber, { ...validity, size }),
        contentOf(partNumber),
      );
      await response.arrayBuffer();
      return { partNumber, size, etag: response.headers.get("ETag")?.replaceAll('"', "") ?? "" };
    };

    test("is joined from the parts that arrived, and finishing twice is harmless", async () => {
      const key = newKey();
      const id = await storage.beginParts(key, { type: "application/zip" });
      const third = await upload(key, id, 3);
      const parts = [await upload(key, id, 1), await upload(key, id, 2), third];
      expect(await storage.listParts(key, id, { origin })).toEqual(parts);
      const finished = await storage.finishParts(key, id, parts.toReversed());
      expect(finished).toMatchObject({ key, size: 10 * mebibyte + 3, type: "application/zip" });
      expect(await storage.finishParts(key, id, parts)).toEqual(finished);
      const seam = await storage.open(key, { range: { offset: 10 * mebibyte - 2, length: 5 } });
      expect([...new Uint8Array(await new Response(seam?.body).arrayBuffer())]).toEqual([2, 2, 3, 3, 3]);
    });

    test("takes a part of exactly its size", async () => {
      const key = newKey();
      const id = await storage.beginParts(key, { type: "application/zip" });
      const signed = await storage.signPart(key, id, 1, { ...validity, size: 4 });
      expect(await statusOf(signed, "hello")).toBe(403);
      expect(
        await statusOf({ ...signed, url: signed.url.replace("partNumber=1", "partNumber=2") }, "four"),
      ).toBe(403);
      expect(await statusOf(signed, "four")).toBe(200);
    });

    test("is not joined from parts that did not arrive so", async () => {
      const key = newKey();
      const id = await storage.beginParts(key, { type: "application/zip" });
      const part = await upload(key, id, 3);
      expect(
        await storage.finishParts(key, id, [{ ...part, etag: "0123456789abcdef0123456789abcdef" }]),
      ).toBeNull();
      expect(await storage.finishParts(key, id, [{ ...part, partNumber: 2 }])).toBeNull();
      expect(await storage.head(key)).toBeNull();
    });

    test("is gone once it is aborted, twice if need be", async () => {
      const key = newKey();
      const id = await storage.beginParts(key, { type: "application/zip" });
      const part = await upload(key, id, 3);
      await storage.abortParts(key, id);
      await storage.abortParts(key, id);
      expect(await storage.listParts(key, id, { origin })).toBeNull();
      expect(await storage.finishParts(key, id, [part])).toBeNull();
    });
  });
}
