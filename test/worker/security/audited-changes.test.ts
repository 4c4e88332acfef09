import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { png } from "../../fixtures/small-pictures.ts";
import { eachDatabase } from "../../setup/databases.ts";
import { crashAfter, type Wrap } from "../../setup/faults.ts";
import { arrive, emptyStorage, openFilesRoom, staff, uploaderOf, visitor } from "../../setup/files-room.ts";
import { operator } from "../../setup/open-house.ts";
import { rawQuery } from "../../setup/raw-query.ts";
import { openAudit, openSecurity } from "../../setup/security-room.ts";
import { createTestWorld, type TestWorld } from "../../setup/test-world.ts";

const banner = { collection: "banners", filename: "김민수.png", contentType: "image/png" } as const;
const key = { name: "홈페이지", scopes: ["files:read" as const] };
const STEPS = Array.from({ length: 12 }, (_, index) => index + 1);

/** Everything that staff can do is told, once, and together with what was done. */
eachDatabase((getDatabase) => {
  let world: TestWorld;
  beforeEach(async () => {
    await emptyStorage();
    world = createTestWorld();
  });
  const security = (wrap: Wrap = (port) => port) => openSecurity(wrap(getDatabase(world)), world);
  const files = (wrap?: Wrap) => openFilesRoom(getDatabase(world), world, wrap);
  const entries = (filter = {}) => openAudit(getDatabase(world), world).list(filter, 100, null);
  const actions = async (filter = {}) => (await entries(filter)).map(({ action }) => action).toSorted();

  describe("of keys", () => {
    test("issuing, giving anew and revoking are told, and never a key or its digest", async () => {
      const issued = await security().issueApiKey(operator, key);
      const again = await security().reissueApiKey(operator, issued.id);
      await security().revokeApiKey(operator, issued.id);
      await security().revokeApiKey(operator, issued.id);
      expect(await security().reissueApiKey(operator, issued.id)).toBeNull();
      const told = await entries({ actor: "admin", subjectKind: "api-key", subjectId: issued.id });
      expect(told.map(({ action }) => action).toSorted()).toEqual([
        ...["api-key.issue", "api-key.reissue", "api-key.revoke"],
      ]);
      expect(told.find(({ action }) => action === "api-key.issue")?.after).toMatchObject({
        scopes: ["files:read"],
        name: "홈**",
      });
      expect(told.find(({ action }) => action === "api-key.revoke")).toMatchObject({
        before: { revokedAt: null },
        after: { revokedAt: expect.any(Number) },
      });
      const rows = JSON.stringify(
        await getDatabase().all(rawQuery(getDatabase(), sql`select * from audit_log`)),
      );
      for (const secret of [issued.key, again!.key]) expect(rows).not.toContain(secret.slice(4));
      expect(rows).not.toContain("hash");
    });

    test("two who revoke at once are told of once", async () => {
      const { id } = await security().issueApiKey(operator, key);
      const answers = await Promise.all([1, 2, 3].map(() => security().revokeApiKey(operator, id)));
      expect(new Set(answers.map((answer) => answer?.revokedAt)).size).toBe(1);
      expect(await actions({ action: "api-key.revoke" })).toHaveLength(1);
    });

    test.each([1, 2, 3])("a crash after step %i leaves a key with its entry, or neither", async (step) => {
      await security(crashAfter(step))
        .issueApiKey(operator, key)
        .catch(() => {});
      const [issued] = await security().listApiKeys(10, null);
      expect(await actions()).toEqual(issued ? ["api-key.issue"] : []);
      if (!issued) return;
      await security(crashAfter(step))
        .revokeApiKey(operator, issued.id)
        .catch(() => {});
      const [revoked] = await security().listApiKeys(10, null);
      const expected = revoked?.revokedAt === null ? [] : ["api-key.revoke"];
      expect(await actions({ action: "api-key.revoke" })).toEqual(expected);
    });
  });

  describe("of files", () => {
    const make = async (replaces?: string) => {
      const id = await arrive(files(), png(), { ...banner, ...(replaces && { replaces }) });
      return files().completeUpload(uploaderOf(staff), id);
    };

    test("renaming, hiding, deleting, restoring and replacing are told, each once", async () => {
      const { id } = await make();
      await files().changeFile(staff, id, { name: "이영희.png" });
      await files().changeFile(staff, id, { hidden: true });
      await files().deleteFile(staff, id);
      await files().deleteFile(staff, id);
      await files().restoreFile(staff, id);
      expect(await actions({ actor: "staff", subjectKind: "file", subjectId: id })).toEqual([
        ...["file.change", "file.change", "file.delete", "file.restore"],
      ]);
      const changes = await entries({ action: "file.change" });
      expect(changes.map(({ before, after }) => [before, after])).toEqual(
        expect.arrayContaining([
          [{ name: "김**" }, { name: "이**" }],
          [{ hidden_at: null }, { hidden_at: expect.any(Number) }],
        ]),
      );
    });

    test("a file that takes another's place is told of that one, and so is changing places back", async () => {
      const first = await make();
      const second = await make(first.id);
      expect(await entries()).toMatchObject([
        {
          action: "file.replace",
          subject: { kind: "file", id: first.id },
          before: { replaced_by: null, deleted_at: null },
          after: { replaced_by: second.id, deleted_at: expect.any(Number) },
        },
      ]);
      await files().completeUpload(uploaderOf(staff), second.id);
      await files().restoreFile(staff, first.id);
      expect(await actions()).toEqual(["file.replace", "file.replace", "file.restore"]);
      expect(await actions({ subjectId: second.id })).toEqual(["file.replace"]);
    });

    test("what visitors upload is not told", async () => {
      const consultation = {
        collection: "consultations",
        filename: "a.png",
        contentType: "image/png",
      } as const;
      const id = await arrive(files(), png(), consultation, visitor);
      await files().completeUpload(visitor, id);
      expect(await entries()).toEqual([]);
    });

    test.each(STEPS)("a crash after step %i leaves a change with its entry, or neither", async (step) => {
      const { id } = await make();
      const upload = await arrive(files(), png(), { ...banner, replaces: id });
      await files(crashAfter(step))
        .completeUpload(uploaderOf(staff), upload)
        .catch(() => {});
      const replaced = (await files().getFile(staff, id)).replaced_by !== null;
      expect(await actions()).toEqual(replaced ? ["file.replace"] : []);
      await files().completeUpload(uploaderOf(staff), upload);
      expect(await actions()).toEqual(["file.replace"]);
      await files(crashAfter(step))
        .deleteFile(staff, upload)
        .catch(() => {});
      const deleted = (await files().getFile(staff, upload)).deleted_at !== null;
      expect(await actions({ action: "file.delete" })).toEqual(deleted ? ["file.delete"] : []);
    });
  });
});
