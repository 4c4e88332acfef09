import { describe, expect, test } from "vitest";
import { bytesOf } from "../../../src/kit/encoding.ts";
import type { SignedRequest } from "../../../src/rooms/files/driver.ts";
import { newKey, type StorageUnderTest, store } from "./storage-under-test.ts";

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

/** What the URLs that an object store signs have to permit, and to refuse; and uploads in parts, which live by them. */
export function signedUrlsContract({ origin, open }: StorageUnderTest): void {
  const storage = open();
  const validity = { origin, expiresIn: 60 };
  const stored = (content: string) => store(storage, content);

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
