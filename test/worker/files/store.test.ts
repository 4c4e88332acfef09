import { beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../../src/platform/database/port.ts";
import { newId } from "../../../src/platform/world.ts";
import { createFileStore, type FileRow, type FileStore } from "../../../src/rooms/files/store.ts";
import { createUploadStore } from "../../../src/rooms/files/upload-store.ts";
import { eachDatabase } from "../../setup/databases.ts";

const BASE = 1_795_391_000_000;

function rowOf(changes: Partial<FileRow> = {}): FileRow {
  const name = changes.name ?? "사진.jpg";
  const id = changes.id ?? newId();
  return {
    id,
    collection: "documents",
    object_key: `documents/2026/11/${id}.jpg`,
    name,
    name_folded: name.toLowerCase(),
    type: "image/jpeg",
    size: 5 * 1024 ** 3,
    etag: "e",
    sha256: null,
    width: 4032,
    height: 3024,
    focus_x: 250,
    focus_y: null,
    preview: null,
    created_at: BASE,
    created_by: null,
    hidden_at: null,
    deleted_at: null,
    replaced_by: null,
    version: 1,
    ...changes,
  };
}

eachDatabase((getDatabase) => {
  let database: Database;
  let files: FileStore;
  beforeEach(() => {
    database = getDatabase();
    files = createFileStore(database);
  });
  const insert = async (...rows: FileRow[]) => {
    await database.atomically(rows.map(files.insert));
    return rows;
  };
  const find = async (search: string | null, more = {}) => {
    const filter = { collection: "documents", search, deleted: false, limit: 100, after: null };
    return (await files.list({ ...filter, ...more })).map(({ name }) => name);
  };

  test("a row comes back as it went in", async () => {
    const [row] = await insert(
      rowOf({ hidden_at: 1, deleted_at: 2, replaced_by: newId(), created_by: "staff" }),
    );
    expect(await files.find(row!.id)).toEqual(row);
    expect(await files.findByKey(row!.object_key)).toEqual(row);
    expect(await files.find(newId())).toBeUndefined();
    expect(await files.findByKey(row!.object_key.toUpperCase())).toBeUndefined();
  });

  test("pages neither lose nor repeat files of the same millisecond", async () => {
    const rows = Array.from({ length: 23 }, (_, i) => rowOf({ name: `${i}`, created_at: BASE + (i % 3) }));
    await insert(...rows);
    const seen: FileRow[] = [];
    for (let after = null as { createdAt: number; id: string } | null; ; ) {
      const page = await files.list({
        collection: "documents",
        search: null,
        deleted: false,
        limit: 4,
        after,
      });
      seen.push(...page);
      const last = page.at(-1);
      if (!last) break;
      after = { createdAt: last.created_at, id: last.id };
    }
    const newestFirst = rows.toSorted((a, b) => b.created_at - a.created_at || (a.id < b.id ? 1 : -1));
    expect(seen.map(({ id }) => id)).toEqual(newestFirst.map(({ id }) => id));
  });

  describe("search", () => {
    beforeEach(() =>
      insert(
        rowOf({ name: "봄 소풍 사진.JPG", created_at: BASE + 3 }),
        rowOf({ name: "Été à Séoul.pdf", created_at: BASE + 2 }),
        rowOf({ name: "100%_결산.xlsx", created_at: BASE + 1 }),
        rowOf({ name: "봄 결산.hwp", deleted_at: BASE }),
        rowOf({ name: "봄.hwp", collection: "resources/hwp" }),
      ),
    );

    test.each([
      ["소풍", ["봄 소풍 사진.JPG"]],
      ["봄 소", ["봄 소풍 사진.JPG"]],
      [".jpg", ["봄 소풍 사진.JPG"]],
      ["été", ["Été à Séoul.pdf"]],
      ["ete", []],
      ["%", ["100%_결산.xlsx"]],
      ["_", ["100%_결산.xlsx"]],
      ["결산", ["100%_결산.xlsx"]],
      ["' or 1=1 --", []],
      ["\\", []],
      [" ", ["봄 소풍 사진.JPG", "Été à Séoul.pdf"]],
    ])("for %j finds %j", async (search, names) => {
      expect(await find(search)).toEqual(names);
    });

    test("among deleted files finds those alone", async () => {
      expect(await find("봄", { deleted: true })).toEqual(["봄 결산.hwp"]);
    });
  });

  test("an update of a row that has changed since undoes the whole batch", async () => {
    const [row, other] = await insert(rowOf(), rowOf());
    await database.atomically([files.update(row!, { name: "새 이름" })]);
    const stale = [files.update(other!, { name: "x" }), files.update(row!, { name: "y" })];
    await expect(database.atomically(stale)).rejects.toMatchObject({ kind: { id: "database-guard-failed" } });
    expect(await files.find(row!.id)).toMatchObject({ name: "새 이름", version: 2 });
    expect(await files.find(other!.id)).toEqual(other);
  });

  test("an object key belongs to one file", async () => {
    const [row] = await insert(rowOf());
    const twin = rowOf({ object_key: row!.object_key });
    await expect(insert(twin)).rejects.toMatchObject({ kind: { id: "database-conflict" } });
  });

  describe("a quota", () => {
    const bytesSpent = async () => {
      const rows = await database.all(database.query.selectFrom("upload_quotas").selectAll());
      return Object.fromEntries(rows.map(({ subject, bytes }) => [subject, bytes]));
    };
    const spend = (subject: string, bytes: number, limits: { address: number; all: number }) => {
      const uploads = createUploadStore(database);
      const day = "2026-11-23";
      return database.atomically([
        ...uploads.spend(day, subject, bytes, limits.address),
        ...uploads.spend(day, "all", bytes, limits.all),
      ]);
    };

    test("is spent to the last byte and not over", async () => {
      const limits = { address: 100, all: 1000 };
      await spend("a", 60, limits);
      await spend("a", 40, limits);
      await expect(spend("a", 1, limits)).rejects.toMatchObject({ kind: { id: "database-guard-failed" } });
      expect(await bytesSpent()).toEqual({ a: 100, all: 100 });
    });

    test("of all ends it for an address that has not spent its own", async () => {
      const limits = { address: 100, all: 150 };
      await spend("a", 100, limits);
      await expect(spend("b", 60, limits)).rejects.toMatchObject({ kind: { id: "database-guard-failed" } });
      expect(await bytesSpent()).toEqual({ a: 100, all: 100 });
    });

    test("is never overspent by thirty at once, and none of them fails for another reason", async () => {
      const limits = { address: 40, all: 100 };
      const spending = Array.from({ length: 30 }, (_, i) => spend(`address ${i % 3}`, 10, limits));
      const outcomes = await Promise.allSettled(spending);
      const refused = outcomes.filter((outcome) => outcome.status === "rejected");
      for (const { reason } of refused)
        expect(reason).toMatchObject({ kind: { id: "database-guard-failed" } });
      const spent = await bytesSpent();
      expect(spent.all).toBe(100);
      expect(outcomes.length - refused.length).toBe(10);
    });

    test("of days before is forgotten", async () => {
      await spend("a", 10, { address: 100, all: 100 });
      const uploads = createUploadStore(database);
      await database.atomically([uploads.forgetQuotasBefore("2026-11-23")]);
      expect(await bytesSpent()).toEqual({ a: 10, all: 10 });
      await database.atomically([uploads.forgetQuotasBefore("2026-11-24")]);
      expect(await bytesSpent()).toEqual({});
    });
  });
});
