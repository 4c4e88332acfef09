import { beforeEach, describe, expect, test } from "vitest";
import { createSealedBox, type SealedBox, type SealingKey } from "../../../src/kit/sealed-box.ts";
import { vendorUnavailable } from "../../../src/kit/vendor-problem.ts";
import type { SealedColumn } from "../../../src/platform/database/sealed-columns.ts";
import { createWorld } from "../../../src/platform/world.ts";
import { createReseal, type Position, type Reseal, VALUES } from "../../../src/rooms/security/reseal.ts";
import { createSealedStore } from "../../../src/rooms/security/sealed-store.ts";
import { eachDatabase } from "../../setup/databases.ts";
import { crashAfter, intercept, loseAnswerOf, type Wrap } from "../../setup/faults.ts";
import { openHouse, operator } from "../../setup/open-house.ts";
import { openAudit } from "../../setup/security-room.ts";
import { createTestWorld, type TestWorld } from "../../setup/test-world.ts";

/** Text columns that are there anyway, as guinea pigs. */
const columns: readonly SealedColumn[] = [
  { table: "idempotency_keys", id: "id", column: "body" },
  { table: "upload_quotas", id: "day", column: "subject" },
];
const [bodies, subjects] = columns as [SealedColumn, SealedColumn];

const { random } = createWorld();
const keyOf = (id: string): SealingKey => ({ id, bytes: random(32) });
const [oldest, older, newest] = [keyOf("2025-a"), keyOf("2026-a"), keyOf("2026-b")];
const boxOf = (...keys: SealingKey[]) => createSealedBox({ keys, random });
const box = boxOf(newest, older);
/** As many as walking over two calls takes, and one. */
const STEPS = Array.from({ length: 10 }, (_, index) => index + 1);

eachDatabase((getDatabase) => {
  let world: TestWorld;
  beforeEach(() => {
    world = createTestWorld();
  });
  const open = (wrap: Wrap = (port) => port, sealedBox: SealedBox = box): Reseal => {
    const database = wrap(getDatabase(world));
    const audit = openAudit(database, world);
    return createReseal({ store: createSealedStore(database), columns, sealedBox, audit, database, world });
  };
  const placeOf = ({ table, column }: SealedColumn, id: string) => ({ table, column, id });

  async function insertBody(id: string, body: string | null): Promise<void> {
    const row = { id, body, fingerprint: "", state: "done", lease_until: 0, expires_at: 0, version: 1 };
    const empty = { status: null, headers: null, resource: null };
    await getDatabase().run(
      getDatabase()
        .query.insertInto("idempotency_keys")
        .values({ ...row, ...empty }),
    );
  }

  async function seed(count: number, by: SealedBox): Promise<void> {
    for (let index = 0; index < count; index++) {
      const id = `row-${String(index).padStart(3, "0")}`;
      await insertBody(id, await by.seal(`내용 ${index}`, placeOf(bodies, id)));
    }
  }

  async function bodiesNow(): Promise<{ id: string; body: string | null }[]> {
    const query = getDatabase().query.selectFrom("idempotency_keys").select(["id", "body"]).orderBy("id");
    return getDatabase().all(query);
  }

  /** Everything still reads as it was written, and so many values are current. */
  async function expectCurrent(count: number): Promise<void> {
    const rows = await bodiesNow();
    for (const [index, { id, body }] of rows.entries()) {
      expect(await box.open(body!, placeOf(bodies, id))).toBe(`내용 ${index}`);
    }
    expect(rows.filter(({ body }) => box.isCurrent(body!))).toHaveLength(count);
  }

  async function walk(reseal: Reseal): Promise<{ resealed: number; remaining: number; calls: number }> {
    let from: Position | null = null;
    for (let resealed = 0, calls = 1; ; calls++) {
      const answer: Awaited<ReturnType<Reseal>> = await reseal(operator, from);
      resealed += answer.resealed;
      if (calls > 20) throw new Error("The walk does not end.");
      from = answer.next;
      if (from === null) return { resealed, remaining: answer.remaining, calls };
    }
  }

  const told = async () => {
    const entries = await openAudit(getDatabase(), world).list({ action: "sealing-key.reseal" }, 100, null);
    return entries.reduce((sum, { after }) => sum + Number(after?.resealed), 0);
  };

  test("some values a call, until none is left; and then there is nothing to do", async () => {
    await seed(VALUES + 3, boxOf(older));
    const reseal = open();
    const first = await reseal(operator, null);
    expect(first).toMatchObject({ resealed: VALUES, remaining: 3 });
    expect(await reseal(operator, first.next)).toEqual({ resealed: 3, remaining: 0, next: null });
    await expectCurrent(VALUES + 3);
    const before = await bodiesNow();
    expect(await walk(reseal)).toEqual({ resealed: 0, remaining: 0, calls: 1 });
    expect(await bodiesNow()).toEqual(before);
  });

  test("what is current stays as it is, and so does what is empty", async () => {
    await seed(2, box);
    await insertBody("row-none", null);
    const before = await bodiesNow();
    expect(await walk(open())).toEqual({ resealed: 0, remaining: 0, calls: 1 });
    expect(await bodiesNow()).toEqual(before);
  });

  test("every column of the registry has its turn, bytes as well as text", async () => {
    await seed(VALUES, boxOf(older));
    const bytes = Uint8Array.of(0xff, 0, 0x80);
    const subject = await boxOf(older).seal(bytes, placeOf(subjects, "2026-11-22"));
    const quota = { day: "2026-11-22", subject, bytes: 1 };
    await getDatabase().run(getDatabase().query.insertInto("upload_quotas").values(quota));
    expect(await walk(open())).toEqual({ resealed: VALUES + 1, remaining: 0, calls: 2 });
    const row = await getDatabase().first(getDatabase().query.selectFrom("upload_quotas").selectAll());
    expect(box.isCurrent(row!.subject)).toBe(true);
    expect(await box.openBytes(row!.subject, placeOf(subjects, "2026-11-22"))).toEqual(bytes);
  });

  test("the audit log is told by whom, with which key and how many, and of nothing where nothing was done", async () => {
    await seed(3, boxOf(older));
    await walk(open());
    await walk(open());
    expect(await openAudit(getDatabase(), world).list({}, 10, null)).toMatchObject([
      {
        actor: "admin",
        action: "sealing-key.reseal",
        subject: { kind: "sealing-key", id: "2026-b" },
        before: null,
        after: { resealed: 3, columns: ["idempotency_keys.body"] },
      },
    ]);
  });

  test("values that do not open are left, logged, and keep nobody from their turn", async () => {
    await seed(2 * VALUES, boxOf(oldest));
    await insertBody("row-999", await boxOf(older).seal("열림", placeOf(bodies, "row-999")));
    await insertBody("row-998", await boxOf(older).seal("옮겨짐", placeOf(bodies, "row-000")));
    await insertBody("row-997", "never sealed");
    expect(await walk(open())).toMatchObject({ resealed: 1, remaining: 2 * VALUES + 2 });
    const [last] = (await bodiesNow()).slice(-1);
    expect(await box.open(last!.body!, placeOf(bodies, "row-999"))).toBe("열림");
    const logged = world.logged.filter(({ event }) => event === "reseal.not-opened");
    expect(logged).toHaveLength(2 * VALUES + 2);
    expect(JSON.stringify(logged)).not.toContain("v1.");
  });

  test.each(STEPS)(
    "a crash after step %i leaves every value readable, and the next walk does the rest",
    async (step) => {
      await seed(VALUES + 5, boxOf(older));
      await walk(open(crashAfter(step))).catch(() => {});
      const between = await bodiesNow();
      await expectCurrent(between.filter(({ body }) => box.isCurrent(body!)).length);
      await walk(open());
      await expectCurrent(VALUES + 5);
      expect(await told()).toBe(VALUES + 5);
    },
  );

  test.each(STEPS)("a lost answer of step %i does no harm either", async (step) => {
    await seed(VALUES + 5, boxOf(older));
    await walk(open(loseAnswerOf(step, vendorUnavailable()))).catch(() => {});
    await walk(open());
    await expectCurrent(VALUES + 5);
    expect(await told()).toBe(VALUES + 5);
  });

  test("three at once do each value once", async () => {
    await seed(VALUES + 5, boxOf(older));
    const answers = await Promise.allSettled([walk(open()), walk(open()), walk(open())]);
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
    await expectCurrent(VALUES + 5);
    expect(await told()).toBe(VALUES + 5);
  });

  test("a value that is written while it is sealed anew keeps what was written", async () => {
    await seed(3, boxOf(older));
    let meddled = false;
    const meddling = intercept(async (perform, name) => {
      if (name === "atomically" && !meddled) {
        meddled = true;
        const body = await boxOf(older).seal("내용 1", placeOf(bodies, "row-001"));
        const update = getDatabase().query.updateTable("idempotency_keys").set({ body });
        await getDatabase().run(update.where("id", "=", "row-001"));
      }
      return perform();
    });
    expect(await walk(open(meddling))).toEqual({ resealed: 3, remaining: 0, calls: 1 });
    await expectCurrent(3);
  });

  test("who is always overtaken says so", async () => {
    await seed(1, boxOf(older));
    const meddling = intercept(async (perform, name) => {
      if (name === "atomically") {
        const body = await boxOf(older).seal("내용 0", placeOf(bodies, "row-000"));
        await getDatabase().run(getDatabase().query.updateTable("idempotency_keys").set({ body }));
      }
      return perform();
    });
    await expect(walk(open(meddling))).rejects.toMatchObject({ kind: { id: "database-guard-failed" } });
  });

  test("without keys nothing is touched", async () => {
    await seed(1, boxOf(older));
    const none = createSealedBox({ keys: [], random });
    await expect(open(undefined, none)(operator, null)).rejects.toMatchObject({
      kind: { id: "vendor-misconfigured" },
      cause: "SEALING_KEYS",
    });
  });
});

describe("POST /api/admin/reseal", () => {
  test("is for administrators, and says what is missing where there are no keys", async () => {
    const house = await openHouse({ SEALING_KEYS: "" });
    const ask = (headers: Record<string, string>, query = "") =>
      house.fetch(`/api/admin/reseal${query}`, { method: "POST", headers });
    expect((await ask({})).status).toBe(401);
    expect((await ask(await house.keyOf("files:read", "files:write"))).status).toBe(403);
    const admin = await house.keyOf("admin");
    expect(await (await ask(admin)).json()).toMatchObject({
      status: 500,
      type: expect.stringMatching(/misconfigured$/),
    });
    expect((await ask(admin, "?cursor=abc")).status).toBe(422);
  });
});
