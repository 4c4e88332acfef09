import { beforeEach, expect, test } from "vitest";
import { bytesOf } from "../../../src/kit/encoding.ts";
import { vendorUnavailable } from "../../../src/kit/vendor-problem.ts";
import type { Database } from "../../../src/platform/database/port.ts";
import type { FilesService } from "../../../src/rooms/files/service.ts";
import { gif, gifComment, png } from "../../fixtures/small-pictures.ts";
import { eachDatabase } from "../../setup/databases.ts";
import { crashAfter, intercept, loseAnswerOf, type Wrap } from "../../setup/faults.ts";
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
const picture = png();
const banner = { collection: "banners", filename: "배너.png", contentType: "image/png" } as const;
const uploader = uploaderOf(staff);
const storage = openStorage();

/** More steps than completing an upload takes. */
const STEPS = Array.from({ length: 14 }, (_, index) => index + 1);

eachDatabase((getDatabase) => {
  beforeEach(emptyStorage);
  const open = (wrap?: Wrap): { files: FilesService; world: TestWorld; database: Database } => {
    const world = createTestWorld();
    const database = getDatabase(world);
    return { files: openFilesRoom(database, world, wrap), world, database };
  };
  const filesIn = (files: FilesService) =>
    files.listFiles(staff, { collection: "banners", deleted: false, limit: 100 }, null);
  const bytesOfObject = async (key: string) => {
    const opened = await storage.open(key);
    return new Uint8Array(await new Response(opened?.body).arrayBuffer());
  };

  /** What must hold whatever happened: one file with its bytes, and after the sweep nothing besides. */
  async function expectOneFile(bytes = picture): Promise<void> {
    const { files, world } = open();
    const rows = await filesIn(files);
    expect(rows.length).toBe(1);
    expect(await bytesOfObject(rows[0]!.object_key)).toEqual(bytes);
    world.advance(26 * HOUR);
    await files.sweep();
    expect(await keysBelow("banners/")).toEqual([rows[0]!.object_key]);
    expect(await keysBelow("incoming/")).toEqual([]);
  }

  test("completing twice answers the same file", async () => {
    const { files } = open();
    const id = await arrive(files, picture, banner);
    const file = await files.completeUpload(uploader, id);
    expect(await files.completeUpload(uploader, id)).toEqual(file);
    await expectOneFile();
  });

  test("completing five times at once makes one file, and nobody is told worse than to try again", async () => {
    const { files } = open();
    const id = await arrive(files, picture, banner);
    const answers = await Promise.allSettled(
      Array.from({ length: 5 }, () => files.completeUpload(uploader, id)),
    );
    for (const answer of answers) {
      if (answer.status === "fulfilled") continue;
      expect(answer.reason).toMatchObject({
        kind: { id: "files-changed-meanwhile" },
        headers: { "Retry-After": "1" },
      });
    }
    expect((await files.completeUpload(uploader, id)).id).toBe(id);
    await expectOneFile();
  });

  test.each(STEPS)("a crash after step %i leaves one file once it is completed again", async (step) => {
    const { files } = open();
    const id = await arrive(files, picture, banner);
    await open(crashAfter(step))
      .files.completeUpload(uploader, id)
      .catch(() => {});
    expect((await files.completeUpload(uploader, id)).id).toBe(id);
    await expectOneFile();
  });

  test.each(STEPS)("a lost answer of step %i leaves one file once it is completed again", async (step) => {
    const { files } = open();
    const id = await arrive(files, picture, banner);
    await open(loseAnswerOf(step, vendorUnavailable()))
      .files.completeUpload(uploader, id)
      .catch(() => {});
    expect((await files.completeUpload(uploader, id)).id).toBe(id);
    await expectOneFile();
  });

  test.each(STEPS)(
    "a second crash after step %i, behind one right after the copy, leaves nothing either",
    async (step) => {
      const { files } = open();
      const id = await arrive(files, picture, banner);
      await open(crashBehind("copy"))
        .files.completeUpload(uploader, id)
        .catch(() => {});
      await open(crashAfter(step))
        .files.completeUpload(uploader, id)
        .catch(() => {});
      expect((await files.completeUpload(uploader, id)).id).toBe(id);
      await expectOneFile();
    },
  );

  test.each(STEPS)("bytes that are swapped before step %i are never a file unchecked", async (step) => {
    const { files } = open();
    const id = await arrive(files, picture, banner);
    const page = bytesOf("<script>alert(1)</script>".padEnd(picture.byteLength));
    let calls = 0;
    const swapping = intercept(async (perform) => {
      calls += 1;
      if (calls === step)
        await storage.put(`incoming/${id}`, page, { size: page.byteLength, type: "image/png" });
      return perform();
    });
    const swapped = open(swapping).files;
    const answer = await swapped.completeUpload(uploader, id).catch((error) => error.kind.id);
    if (calls < step) return expectOneFile();
    if (typeof answer === "string") {
      expect(["files-changed-meanwhile", "files-content-refused"]).toContain(answer);
      await expect(files.completeUpload(uploader, id)).rejects.toMatchObject({
        kind: { id: "files-content-refused" },
      });
      expect(await filesIn(files)).toEqual([]);
      expect(await keysBelow("banners/")).toEqual([]);
    } else await expectOneFile();
  });

  test("bytes that are swapped between check and copy are not copied", async () => {
    const { files } = open();
    const id = await arrive(files, picture, banner);
    const other = gif([gifComment("x".repeat(20))]);
    const swapping = intercept(async (perform, name) => {
      if (name === "copy")
        await storage.put(`incoming/${id}`, other, { size: other.byteLength, type: "image/png" });
      return perform();
    });
    const complete = open(swapping).files.completeUpload(uploader, id);
    await expect(complete).rejects.toMatchObject({ kind: { id: "files-changed-meanwhile" } });
    expect(await filesIn(files)).toEqual([]);
    expect(await keysBelow("banners/")).toEqual([]);
  });

  test("what is refused is removed, and answers the same ever after", async () => {
    const { files } = open();
    const id = await arrive(files, bytesOf("<html><script>alert(1)</script>"), banner);
    const verdict = await files.completeUpload(uploader, id).catch((error) => error);
    expect(verdict.kind).toMatchObject({ id: "files-content-refused", status: 422 });
    expect(await keysBelow("incoming/")).toEqual([]);
    await storage.put(`incoming/${id}`, picture, { size: picture.byteLength, type: "image/png" });
    const again = await files.completeUpload(uploader, id).catch((error) => error);
    expect([again.kind, again.detail, again.errors]).toEqual([verdict.kind, verdict.detail, verdict.errors]);
    expect(await filesIn(files)).toEqual([]);
  });

  test("refusing twice at once answers the same refusal to both", async () => {
    const { files } = open();
    const id = await arrive(files, bytesOf("<html><script>alert(1)</script>"), banner);
    const answers = await Promise.allSettled([1, 2, 3].map(() => files.completeUpload(uploader, id)));
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: "rejected" });
      const { reason } = answer as PromiseRejectedResult;
      expect(["files-content-refused", "files-changed-meanwhile", "files-not-arrived"]).toContain(
        reason.kind.id,
      );
    }
    await expect(files.completeUpload(uploader, id)).rejects.toMatchObject({
      kind: { id: "files-content-refused" },
    });
  });

  test("another length than was announced is refused", async () => {
    const { files } = open();
    const id = await arrive(files, picture, banner);
    const longer = new Uint8Array([...picture, 0]);
    await storage.put(`incoming/${id}`, longer, { size: longer.byteLength, type: "image/png" });
    await expect(files.completeUpload(uploader, id)).rejects.toMatchObject({
      kind: { id: "files-upload-mismatch" },
      errors: [{ pointer: "/body/size" }],
    });
  });

  test("a type that the collection does not take is refused by its bytes, whatever was announced", async () => {
    const { files } = open();
    const id = await arrive(files, bytesOf("just a letter"), banner);
    await expect(files.completeUpload(uploader, id)).rejects.toMatchObject({
      kind: { id: "files-type-not-allowed" },
    });
  });

  test.each(STEPS)("a file that is replaced is out of the cache, though step %i crashed", async (step) => {
    const { files } = open();
    const old = await files.completeUpload(uploader, await arrive(files, picture, banner));
    const path = `/files/${old.object_key}`;
    const cached = () => cache.match(path, new Request("http://localhost"));
    await cache.put(path, new Response("old", { headers: { "Cache-Control": "public, max-age=60" } }));
    expect(await (await cached())?.text()).toBe("old");
    const id = await arrive(files, gif(), { ...banner, replaces: old.id });
    await open(crashAfter(step))
      .files.completeUpload(uploader, id)
      .catch(() => {});
    const file = await files.completeUpload(uploader, id);
    expect(await cached()).toBeUndefined();
    expect(await files.getFile(staff, old.id)).toMatchObject({ replaced_by: file.id });
    expect((await filesIn(files)).map((row) => row.id)).toEqual([file.id]);
  });
});

function crashBehind(name: string): Wrap {
  let dead = false;
  return intercept(async (perform, called) => {
    if (dead) throw new Error("crashed");
    const answer = await perform();
    dead = called === name;
    if (dead) throw new Error("crashed");
    return answer;
  });
}
