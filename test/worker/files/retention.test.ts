import { beforeEach, expect, test } from "vitest";
import type { Caller } from "../../../src/kit/caller.ts";
import type { Database } from "../../../src/platform/database/port.ts";
import type { FilesService } from "../../../src/rooms/files/service.ts";
import type { FileRow } from "../../../src/rooms/files/store.ts";
import { gif, png } from "../../fixtures/small-pictures.ts";
import { eachDatabase } from "../../setup/databases.ts";
import { crashAfter } from "../../setup/faults.ts";
import {
  arrive,
  cache,
  emptyStorage,
  keysBelow,
  openFilesRoom,
  openStorage,
  staff,
  uploaderOf,
} from "../../setup/files-room.ts";
import { createTestWorld, type TestWorld } from "../../setup/test-world.ts";

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const banner = { collection: "banners", filename: "배너.png", contentType: "image/png" } as const;
const uploader = uploaderOf(staff);

eachDatabase((getDatabase) => {
  let world: TestWorld;
  let database: Database;
  let files: FilesService;
  beforeEach(async () => {
    await emptyStorage();
    world = createTestWorld();
    database = getDatabase(world);
    files = openFilesRoom(database, world);
  });

  const add = async (replaces?: string): Promise<FileRow> => {
    const bytes = replaces ? gif() : png();
    const announced = { ...banner, ...(replaces && { replaces }) };
    return files.completeUpload(uploader, await arrive(files, bytes, announced));
  };
  const living = async (caller: Caller = staff) => {
    const rows = await files.listFiles(caller, { collection: "banners", deleted: false, limit: 9 }, null);
    return rows.map(({ id }) => id);
  };
  const remaining = () => keysBelow("banners/");
  const isCached = async (row: FileRow) =>
    (await cache.match(`/files/${row.object_key}`, new Request("http://localhost"))) !== undefined;
  const putInCache = (row: FileRow) => {
    const headers = { "Cache-Control": "public, max-age=60" };
    return cache.put(`/files/${row.object_key}`, new Response("cached", { headers }));
  };

  test("a deleted file can be restored for 30 days, with its bytes", async () => {
    const file = await add();
    await files.deleteFile(staff, file.id);
    expect(await living()).toEqual([]);
    world.advance(30 * DAY - HOUR);
    await files.sweep();
    expect(await files.restoreFile(staff, file.id)).toMatchObject({ deleted_at: null });
    expect(await living()).toEqual([file.id]);
    expect((await files.openFile(staff, file.id)).object.size).toBe(file.size);
  });

  test("a deleted file cannot be restored after 30 days, and is swept an hour later", async () => {
    const file = await add();
    await files.keepRendition(file, "thumb.webp", new Uint8Array([1]), "image/webp");
    await files.deleteFile(staff, file.id);
    world.advance(30 * DAY);
    await expect(files.restoreFile(staff, file.id)).rejects.toMatchObject({
      kind: { id: "files-not-restorable" },
    });
    expect(await files.sweep()).toMatchObject({ files: 0 });
    expect(await remaining()).toEqual([file.object_key]);
    world.advance(HOUR + 1);
    expect(await files.sweep()).toMatchObject({ files: 1 });
    expect(await keysBelow("")).toEqual([]);
    await expect(files.getFile(staff, file.id)).rejects.toMatchObject({ kind: { id: "files-not-found" } });
  });

  test("a file that is alive is never swept", async () => {
    const file = await add();
    world.advance(400 * DAY);
    await files.sweep();
    expect(await remaining()).toEqual([file.object_key]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "a sweep that crashes after step %i is finished by the next",
    async (step) => {
      const file = await add();
      await files.keepRendition(file, "thumb.webp", new Uint8Array([1]), "image/webp");
      await files.deleteFile(staff, file.id);
      await arrive(files, png(), banner);
      world.advance(31 * DAY);
      await openFilesRoom(database, world, crashAfter(step))
        .sweep()
        .catch(() => {});
      await files.sweep();
      expect(await keysBelow("")).toEqual([]);
      expect(await database.all(database.query.selectFrom("files").select("id"))).toEqual([]);
      expect(await database.all(database.query.selectFrom("file_uploads").select("id"))).toEqual([]);
    },
  );

  test("two sweeps at once are no worse than one", async () => {
    await files.deleteFile(staff, (await add()).id);
    world.advance(31 * DAY);
    await Promise.all([files.sweep(), files.sweep()]);
    expect(await keysBelow("")).toEqual([]);
  });

  test("a file that takes another's place changes places with it again when that is restored", async () => {
    const first = await add();
    const second = await add(first.id);
    expect(await living()).toEqual([second.id]);
    await putInCache(second);
    await files.restoreFile(staff, first.id);
    expect(await living()).toEqual([first.id]);
    expect(await isCached(second)).toBe(false);
    await putInCache(first);
    await files.restoreFile(staff, second.id);
    expect(await living()).toEqual([second.id]);
    expect(await isCached(first)).toBe(false);
  });

  test("of two that were to take one place, the later takes it from the earlier", async () => {
    const first = await add();
    const ids = [];
    for (const bytes of [gif(), png()])
      ids.push(await arrive(files, bytes, { ...banner, replaces: first.id }));
    const [earlier, later] = [
      await files.completeUpload(uploader, ids[0]!),
      await files.completeUpload(uploader, ids[1]!),
    ];
    expect(await living()).toEqual([later.id]);
    await files.restoreFile(staff, earlier.id);
    expect(await living()).toEqual([earlier.id]);
  });

  test("a file whose successor has been replaced itself is not restored", async () => {
    const first = await add();
    const second = await add(first.id);
    await add(second.id);
    await expect(files.restoreFile(staff, first.id)).rejects.toMatchObject({
      kind: { id: "files-not-restorable" },
    });
  });

  test("a file that is alive cannot be restored", async () => {
    const { id } = await add();
    await expect(files.restoreFile(staff, id)).rejects.toMatchObject({
      kind: { id: "files-not-restorable" },
    });
  });

  test("deleting twice is harmless, and takes the file out of the cache though the first time crashed", async () => {
    const file = await add();
    await putInCache(file);
    await openFilesRoom(database, world, crashAfter(2))
      .deleteFile(staff, file.id)
      .catch(() => {});
    expect(await isCached(file)).toBe(true);
    const deleted = await files.deleteFile(staff, file.id);
    expect(deleted.deleted_at).not.toBeNull();
    expect(await isCached(file)).toBe(false);
  });

  test("an upload that was never completed is swept with its bytes an hour after it expired", async () => {
    const id = await arrive(files, png(), banner);
    world.advance(25 * HOUR - 60_000);
    expect(await files.sweep()).toMatchObject({ uploads: 0 });
    world.advance(60_000);
    expect(await files.sweep()).toMatchObject({ uploads: 1 });
    expect(await keysBelow("incoming/")).toEqual([]);
    await expect(files.completeUpload(uploader, id)).rejects.toMatchObject({
      kind: { id: "files-not-found" },
    });
  });

  test("a completed upload is forgotten, and its file stays", async () => {
    const file = await add();
    world.advance(26 * HOUR);
    expect(await files.sweep()).toMatchObject({ uploads: 1 });
    expect(await remaining()).toEqual([file.object_key]);
  });

  test("bytes in incoming/ that no upload knows of are swept after two days", async () => {
    await openStorage().put("incoming/stray", new Uint8Array([1]), { size: 1, type: "text/plain" });
    world.advance(2 * DAY - HOUR);
    expect(await files.sweep()).toMatchObject({ strays: 0 });
    world.advance(HOUR + 1000);
    expect(await files.sweep()).toMatchObject({ strays: 1 });
    expect(await keysBelow("incoming/")).toEqual([]);
  });

  test("more uploads than one run clears are gone after the next", async () => {
    const begin = () => files.beginUpload(uploader, { ...banner, size: 1 });
    for (let i = 0; i < 11; i++) await Promise.all(Array.from({ length: 10 }, begin));
    world.advance(26 * HOUR);
    expect([await files.sweep(), await files.sweep()]).toMatchObject([{ uploads: 100 }, { uploads: 10 }]);
  }, 20_000);
});
