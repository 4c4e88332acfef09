import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import type { Row } from "../../../src/platform/database/values.ts";
import { newId } from "../../../src/platform/world.ts";
import type { Audit } from "../../../src/rooms/security/audit.ts";
import { eachDatabase } from "../../setup/databases.ts";
import { type House, openHouse } from "../../setup/open-house.ts";
import { rawQuery } from "../../setup/raw-query.ts";
import { openAudit } from "../../setup/security-room.ts";
import { createTestWorld, type TestWorld } from "../../setup/test-world.ts";
import { problemOf } from "../../setup/upload.ts";

eachDatabase((getDatabase) => {
  let world: TestWorld;
  let audit: Audit;
  beforeEach(() => {
    world = createTestWorld();
    audit = openAudit(getDatabase(world), world);
  });
  const entries = (filter = {}) => audit.list(filter, 100, null);
  const record = (more: Partial<Parameters<Audit["record"]>[0]> = {}) =>
    audit.record({
      actor: "admin",
      action: "donor.change",
      subject: { kind: "donor", id: newId() },
      before: null,
      after: null,
      ...more,
    });
  const write = (...given: Parameters<typeof record>) => getDatabase(world).atomically([record(...given)]);

  test("an entry comes back as it was recorded, with the fields that changed and no others", async () => {
    const subject = { kind: "donor", id: newId() };
    const before = { state: "new", email: "kim@tov.or.kr", amount: 1000, tags: ["a"], note: null };
    const after = { ...before, state: "paid", email: "kang@tov.or.kr", tags: ["a", "b"] };
    await write({ subject, before, after });
    expect(await entries()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        at: expect.any(Number),
        actor: "admin",
        action: "donor.change",
        subject,
        before: { state: "new", email: "k***@tov.or.kr", tags: ["a"] },
        after: { state: "paid", email: "k***@tov.or.kr", tags: ["a", "b"] },
        requestId: "request",
      },
    ]);
  });

  test("what was made has no before, what is gone has no after, and what only has secrets has neither", async () => {
    await write({ after: { state: "new" } });
    await write({ before: { state: "old" } });
    await write({ before: { token: "a" }, after: { token: "b" } });
    expect((await entries()).map(({ before, after }) => JSON.stringify([before, after])).toSorted()).toEqual([
      "[null,null]",
      '[null,{"state":"new"}]',
      '[{"state":"old"},null]',
    ]);
  });

  test("nothing of a person or a secret is in the table", async () => {
    const person = {
      name: "김민수",
      note: "kim@tov.or.kr 010-1234-5678 900101-1234567 4111-1111-1111-1111",
      password: "hunter2hunter2",
    };
    await write({ subject: { kind: "donor", id: "kim@tov.or.kr" }, before: {}, after: person });
    const found = await getDatabase().all<Row>(rawQuery(getDatabase(), sql`select * from audit_log`));
    expect(found).toHaveLength(1);
    // Ids and times may have any digits.
    const rows = found.map((row) => ({ ...row, id: "", at: 0 }));
    for (const part of ["민수", "kim@", "1234-5678", "1234567", "4111", "hunter2"]) {
      expect(JSON.stringify(rows)).not.toContain(part);
    }
  });

  test("they are listed newest first, page by page, by actor, action and subject", async () => {
    const subject = { kind: "file", id: newId() };
    for (const actor of ["a", "b", "a", "b", "a"]) await write({ actor });
    await write({ subject, action: "file.delete" });
    await write({ subject: { kind: "donor", id: subject.id } });
    const first = await audit.list({ actor: "a" }, 2, null);
    const second = await audit.list({ actor: "a" }, 2, first.at(-1)!.id);
    const ids = [...first, ...second].map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(ids).toEqual(ids.toSorted().reverse());
    expect(await entries({ action: "file.delete" })).toHaveLength(1);
    expect(await entries({ subjectId: subject.id })).toHaveLength(2);
    expect(await entries({ subjectId: subject.id, subjectKind: "file" })).toHaveLength(1);
    expect(await entries({ actor: "A" })).toEqual([]);
  });

  test("an entry that cannot be written undoes what it tells of, and the other way round", async () => {
    const database = getDatabase(world);
    const one = record();
    await database.atomically([one]);
    const insert = database.query
      .insertInto("upload_quotas")
      .values({ day: "2026-11-22", subject: "a", bytes: 1 });
    await expect(database.atomically([insert, one])).rejects.toMatchObject({
      kind: { id: "database-conflict" },
    });
    expect(await database.all(database.query.selectFrom("upload_quotas").selectAll())).toEqual([]);
    await database.atomically([insert]);
    await expect(database.atomically([record(), insert])).rejects.toMatchObject({
      kind: { id: "database-conflict" },
    });
    expect(await entries()).toHaveLength(1);
  });
});

describe("/api/admin/audit-log", () => {
  let house: House;
  let admin: { Authorization: string };
  beforeEach(async () => {
    house = await openHouse();
    admin = await house.keyOf("admin");
  });
  const ask = (query: string, headers = admin) => house.fetch(`/api/admin/audit-log?${query}`, { headers });
  const idOf = async () => (await house.services.security.listApiKeys(1, null))[0]!.id;

  test("tells who did what in which request, page by page", async () => {
    const id = await idOf();
    const made = await Promise.all([1, 2, 3].map(() => house.keyOf("files:read")));
    expect(made).toHaveLength(3);
    const revoked = await house.fetch(`/api/admin/api-keys/${id}`, { method: "DELETE", headers: admin });
    expect(revoked.status).toBe(200);
    const operatorsKey = await house.keyOf("admin");
    const answer = await ask(`actor=${id}&action=api-key.revoke`, operatorsKey);
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    const { items } = (await answer.json()) as { items: Record<string, unknown>[] };
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ actor: id, subject: { kind: "api-key", id } });
    expect(items[0]?.requestId).toBe(revoked.headers.get("X-Request-Id"));
    const first = (await (await ask("limit=2", operatorsKey)).json()) as {
      items: { id: string }[];
      nextCursor: string;
    };
    const second = (await (
      await ask(`limit=2&cursor=${first.nextCursor}`, operatorsKey)
    ).json()) as typeof first;
    const ids = [...first.items, ...second.items].map((item) => item.id);
    expect(ids).toEqual([...new Set(ids)].toSorted().reverse());
  });

  test("is for administrators, and takes no cursor but its own", async () => {
    expect((await ask("", await house.keyOf("files:read", "files:write"))).status).toBe(403);
    expect(await problemOf(await ask("cursor=abc"))).toMatchObject({
      status: 422,
      pointers: ["/query/cursor"],
    });
  });

  test("has no door by which an entry could be changed or deleted", async () => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      expect((await house.fetch("/api/admin/audit-log", { method, headers: admin })).status).toBe(405);
    }
  });
});
