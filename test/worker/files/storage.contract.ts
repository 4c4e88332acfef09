import { describe, expect, test } from "vitest";
import { bytesOf } from "../../../src/kit/encoding.ts";
import { wrongLength } from "../../../src/kit/exact-length.ts";
import { newKey, type StorageUnderTest, store } from "./storage-under-test.ts";

const read = async (opened: { body: ReadableStream } | null) =>
  opened ? new Response(opened.body).text() : null;

/** What every object store has to do with objects, whoever makes it. */
export function storageContract({ open }: StorageUnderTest): void {
  const storage = open();
  const stored = (content: string, type?: string) => store(storage, content, type);

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
}
