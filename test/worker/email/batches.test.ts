import { describe, expect, test, vi } from "vitest";
import { vendorUnavailable } from "../../../src/kit/vendor-problem.ts";
import type { Database } from "../../../src/platform/database/port.ts";
import { createOutboxEngine } from "../../../src/platform/outbox/engine.ts";
import { on } from "../../../src/platform/outbox/handler.ts";
import { createMessageStore } from "../../../src/platform/outbox/store.ts";
import { digestOf } from "../../../src/rooms/email/address.ts";
import { type BatchRow, createBatchStore } from "../../../src/rooms/email/batches/batch-store.ts";
import { createBatches } from "../../../src/rooms/email/batches/batches.ts";
import { createPreparation } from "../../../src/rooms/email/batches/preparation.ts";
import { createSending } from "../../../src/rooms/email/batches/sending.ts";
import { createDispatch } from "../../../src/rooms/email/dispatch.ts";
import type { EmailDriver, Mailing, Outcome } from "../../../src/rooms/email/driver.ts";
import { createEventStore } from "../../../src/rooms/email/events/event-store.ts";
import { createSuppressionStore } from "../../../src/rooms/email/events/suppression-store.ts";
import { createEmailPersons } from "../../../src/rooms/email/persons.ts";
import { createQuotaStore } from "../../../src/rooms/email/quota-store.ts";
import { createEmailStore } from "../../../src/rooms/email/store.ts";
import { goOnWithBatch } from "../../../src/rooms/email/topics.ts";
import { eachDatabase } from "../../setup/databases.ts";
import { personsBox } from "../../setup/person-holders.ts";
import { createTestWorld } from "../../setup/test-world.ts";

// Thousands of rows and hundreds of turns; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 });

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A vendor that takes mails, counts them, and can be told how to behave at each call. */
function createPost(limits: { most?: number; daily?: number } = {}) {
  const taken = new Map<string, number>();
  const calls: Mailing[] = [];
  const answers: ((mailing: Mailing, take: () => readonly Outcome[]) => Promise<readonly Outcome[]>)[] = [];
  const accepted = new Set<string>();
  const driver: EmailDriver = {
    name: "post",
    mostRecipients: limits.most ?? 1000,
    dailyLimit: limits.daily ?? null,
    async send(mailing) {
      calls.push(mailing);
      const take = () => {
        accepted.add(mailing.id);
        for (const { to } of mailing.recipients) taken.set(to.email, (taken.get(to.email) ?? 0) + 1);
        return mailing.recipients.map(() => ({ outcome: "taken", vendorId: mailing.id }) as const);
      };
      const answer = answers.shift();
      return answer ? answer(mailing, take) : take();
    },
    lookUp: async (id) => (accepted.has(id) ? "taken" : "left"),
  };
  return { driver, taken, calls, answers };
}

type Post = ReturnType<typeof createPost>;

function openRoom(
  database: Database,
  posts: readonly Post[],
  people: number,
  power?: { real: Database; back(): void },
) {
  const world = createTestWorld();
  const { outbox, start } = createOutboxEngine(database, null, world);
  // Whoever watches is not cut off.
  const messages = createMessageStore(power?.real ?? database);
  const [store, stored] = [createEmailStore(database), createBatchStore(database)];
  const drivers = posts.map(({ driver }) => driver);
  const dispatch = createDispatch({ drivers, store, quotas: createQuotaStore(database), database, world });
  const preparation = createPreparation({
    batches: stored,
    store,
    sealedBox: personsBox,
    async read(_, cursor) {
      const from = Number(cursor);
      const to = Math.min(from + 1000, people);
      const recipients = Array.from({ length: to - from }, (_, at) => ({
        ...{ email: `person-${from + at}@example.org`, name: null },
        data: { name: `이름 ${from + at}` },
      }));
      return { recipients, next: to < people ? String(to) : null };
    },
    applyConsents: () => [],
    attempt: (steps) => database.attempt(steps),
    world,
  });
  const sending = createSending({
    batches: stored,
    dispatch,
    sealedBox: personsBox,
    render: async (_, slots) => ({
      subject: `${slots[0]?.inText}님께`,
      html: `<p>${slots[0]?.inHtml}</p>`,
      text: `${slots[0]?.inText}`,
    }),
    attach: async () => [],
    extras: async () => ({ values: {}, headers: {} }),
    world,
  });
  const batches = createBatches({
    ...{ batches: stored, store, preparation, sending, database, outbox, world },
    applyConsents: () => [],
  });
  const { consumer } = start([on(goOnWithBatch, ({ batch, turn }) => batches.goOn(batch, turn))]);
  const row = (more: Partial<BatchRow> = {}): BatchRow => ({
    ...{ id: world.newId(), name: "소식", template: "welcome", language: "ko", purpose: "transactional" },
    ...{ consent_purpose: null, data: null, variables: '["name"]', attachments: "[]", audience: "{}" },
    ...{ cursor: "0", report: '{"accepted":0,"duplicates":0,"refused":[],"refusedCount":0}', recipients: 0 },
    ...{ state: "preparing", waiting_for: null, turn: 1, send_at: world.now(), created_at: world.now() },
    ...{ created_by: null, started_at: null, finished_at: null, version: 1 },
    ...more,
  });

  /** Does what is due, and lets time pass until nothing is, or the world says stop. */
  async function work(most = 2000, until = Number.POSITIVE_INFINITY): Promise<void> {
    for (let round = 0; round < most; round++) {
      const waiting = [
        ...(await messages.list("waiting", 100, null)),
        ...(await messages.list("running", 100, null)),
      ];
      if (waiting.length === 0) return;
      const next = waiting.sort((a, b) => a.not_before - b.not_before)[0]!;
      if (next.not_before > until) return;
      if (next.not_before > world.now()) world.advance(next.not_before - world.now());
      // A process that died has recorded nothing: its lease runs out, and another takes the message up.
      if (
        !(await consumer.run(next.id).then(
          () => true,
          () => false,
        ))
      )
        power?.back();
    }
    throw new Error("The work does not end.");
  }
  const persons = createEmailPersons({
    ...{ emails: store, events: createEventStore(database), batches: stored, world },
    suppressions: createSuppressionStore(database),
  });
  return { world, batches, row, work, store, messages, persons };
}

/** The database, each of whose calls may be the last. */
function throughPower(real: Database, pass: <T>(perform: () => Promise<T>) => Promise<T>): Database {
  return {
    ...real,
    all: (query) => pass(() => real.all(query)),
    first: (query) => pass(() => real.first(query)),
    run: (query) => pass(() => real.run(query)),
    atomically: (steps) => pass(() => real.atomically(steps)),
    attempt: (steps) => pass(() => real.attempt(steps)),
  };
}

eachDatabase((getDatabase) => {
  test("a batch of 2,500 takes three calls, and everybody gets it once", async () => {
    const post = createPost();
    const { batches, row, work } = openRoom(getDatabase(), [post], 2500);
    const { id } = await batches.create(row());
    await work();
    expect(await batches.get(id)).toMatchObject({
      state: "complete",
      recipients: 2500,
      counts: { sent: 2500 },
    });
    expect(post.calls.map(({ recipients }) => recipients.length)).toEqual([1000, 1000, 500]);
    expect([post.taken.size, Math.max(...post.taken.values())]).toEqual([2500, 1]);
    const { to, values } = post.calls[2]!.recipients[0]!;
    expect(values).toEqual({ name: `이름 ${/\d+/.exec(to.email)}` });
  });

  test("what is over a driver's day waits for the next one and says so", async () => {
    const post = createPost({ most: 50, daily: 120 });
    const { batches, row, work, world } = openRoom(getDatabase(), [post], 300);
    const { id } = await batches.create(row());
    await work(2000, world.now() + MINUTE);
    expect(await batches.get(id)).toMatchObject({
      state: "sending",
      waitingFor: "quota",
      counts: { sent: 120, queued: 180 },
    });
    await work();
    expect(await batches.get(id)).toMatchObject({ state: "complete", counts: { sent: 300 } });
    expect(Math.max(...post.taken.values())).toBe(1);
  });

  test("a driver that is down is passed over, and its share of the day with it", async () => {
    const [down, up] = [createPost({ daily: 500 }), createPost()];
    const gone = async () => {
      throw vendorUnavailable({ cause: { vendor: "post", status: 503 } });
    };
    down.answers.push(gone, gone, gone);
    const room = openRoom(getDatabase(), [{ ...down, driver: { ...down.driver, name: "first" } }, up], 700);
    const { id } = await room.batches.create(room.row());
    await room.work();
    expect(await room.batches.get(id)).toMatchObject({ state: "complete", counts: { sent: 700 } });
    expect([down.taken.size, up.taken.size]).toEqual([0, 700]);
  });

  describe("an answer that was lost", () => {
    test("is looked up, and nobody is written to twice", async () => {
      const post = createPost();
      post.answers.push(
        async (mailing, take) => {
          take();
          return mailing.recipients.map(() => ({ outcome: "unknown" }) as const);
        },
        async (mailing) => mailing.recipients.map(() => ({ outcome: "unknown" }) as const),
      );
      const { batches, row, work } = openRoom(getDatabase(), [post], 1500);
      const { id } = await batches.create(row());
      await work();
      expect(await batches.get(id)).toMatchObject({ state: "complete", counts: { sent: 1500 } });
      expect([post.taken.size, Math.max(...post.taken.values())]).toEqual([1500, 1]);
    });

    test("and can never be looked up is left to staff, who may send it once more", async () => {
      const post = createPost();
      post.driver.lookUp = async () => "unknown";
      post.answers.push(async (mailing) => mailing.recipients.map(() => ({ outcome: "unknown" }) as const));
      const { batches, row, work } = openRoom(getDatabase(), [post], 10);
      const { id } = await batches.create(row());
      await work();
      expect(await batches.get(id)).toMatchObject({ state: "complete", counts: { unknown: 10 } });
      await batches.resend(id, ["unknown"]);
      await work();
      expect(await batches.get(id)).toMatchObject({ state: "complete", counts: { sent: 10, unknown: 0 } });
    });
  });

  test("a recipient whom the vendor turns down fails alone, and can be sent it again", async () => {
    const post = createPost();
    post.answers.push(async (mailing) =>
      mailing.recipients.map((_, at) =>
        at === 3 ? { outcome: "refused", failure: "5.1.1" } : { outcome: "left" },
      ),
    );
    const { batches, row, work } = openRoom(getDatabase(), [post], 20);
    const { id } = await batches.create(row());
    await work();
    expect(await batches.get(id)).toMatchObject({ state: "complete", counts: { sent: 19, failed: 1 } });
    await batches.resend(id, ["failed"]);
    await work();
    expect(await batches.get(id)).toMatchObject({ state: "complete", counts: { sent: 20, failed: 0 } });
    expect(Math.max(...post.taken.values())).toBe(1);
  });

  describe("a call that is under way when its batch is cancelled", () => {
    test.each([
      ["was not taken", "left", "left", { cancelled: 35 }],
      ["is found not to have been taken", "unknown", "left", { cancelled: 35 }],
      ["is found to have been taken", "unknown", "taken", { cancelled: 25, sent: 10 }],
      ["is never found", "unknown", "unknown", { cancelled: 25, unknown: 10 }],
    ] as const)("and %s leaves nothing open", async (_, outcome, found, counts) => {
      const post = createPost({ most: 10 });
      const { batches, row, work } = openRoom(getDatabase(), [post], 35);
      const { id } = await batches.create(row());
      post.driver.lookUp = async () => found;
      post.answers.push(async (mailing) => {
        await batches.cancel(id);
        return mailing.recipients.map(() => ({ outcome }));
      });
      await work();
      expect(await batches.get(id)).toMatchObject({
        state: "cancelled",
        counts: { ...counts, queued: 0, sending: 0 },
      });
      expect(post.calls).toHaveLength(1);
    });
  });

  test("who is not written to any more is passed over when a batch is sent again", async () => {
    const post = createPost();
    const refused = { outcome: "refused", failure: "5.1.1" } as const;
    post.answers.push(async (mailing) => mailing.recipients.map(() => refused));
    const { batches, row, work } = openRoom(getDatabase(), [post], 3);
    const { id } = await batches.create(row());
    await work();
    const gone = "person-1@example.org";
    await getDatabase().atomically([
      createSuppressionStore(getDatabase()).insert({
        ...{ digest: await digestOf(gone), address: gone, reason: "bounce" },
        ...{ source: "post", created_at: 1 },
      }),
    ]);
    await batches.resend(id, ["failed"]);
    await work();
    expect(await batches.get(id)).toMatchObject({ state: "complete", counts: { sent: 2, suppressed: 1 } });
    expect(post.taken.has(gone)).toBe(false);
  });

  test("who is forgotten while the list is still being read is not mailed", async () => {
    const post = createPost();
    const { batches, row, work, persons } = openRoom(getDatabase(), [post], 3);
    const { id } = await batches.create(row());
    const person = { accountId: null, email: "Person-1@example.org", phone: null };
    await persons.erasePerson(person);
    await persons.erasePerson(person);
    await work();
    expect(await batches.get(id)).toMatchObject({ state: "complete", counts: { sent: 2, suppressed: 1 } });
    expect([...post.taken.keys()].toSorted()).toEqual(["person-0@example.org", "person-2@example.org"]);
    const rows = await getDatabase().all(getDatabase().query.selectFrom("email_messages").selectAll());
    expect(rows.map(({ recipient }) => recipient).toSorted()[0]).toBe("");
  });

  test("what is paused stays, goes on when it is resumed, and is called back when it is cancelled", async () => {
    const post = createPost({ most: 10 });
    const { batches, row, work, world } = openRoom(getDatabase(), [post], 35);
    const { id } = await batches.create(row());
    post.answers.push(async (_, take) => {
      await batches.pause(id);
      return take();
    });
    await work();
    expect(await batches.get(id)).toMatchObject({ state: "paused", counts: { sent: 10, queued: 25 } });
    await batches.resume(id);
    post.answers.push(async (_, take) => {
      const answer = take();
      await batches.cancel(id);
      return answer;
    });
    await work();
    expect(await batches.get(id)).toMatchObject({ state: "cancelled", counts: { sent: 20, cancelled: 15 } });
    expect(post.taken.size).toBe(20);
    await expect(batches.resume(id)).rejects.toThrow();
    expect(world.now()).toBeGreaterThan(0);
  });

  test.each([
    ["before", false],
    ["after", true],
  ])("a crash %s any of its I/O loses nobody and writes to nobody twice", async (_, after) => {
    let [calls, fatal] = [0, 0];
    const pass = async <T>(perform: () => Promise<T>): Promise<T> => {
      calls += 1;
      if (fatal > 0 && (calls > fatal || (calls === fatal && !after))) throw new Error("There is no power.");
      const answer = await perform();
      if (calls === fatal) throw new Error("There is no power.");
      return answer;
    };
    const revive = () => {
      fatal = 0;
    };
    const database = throughPower(getDatabase(), pass);
    for (let step = 1; ; step++) {
      const post = createPost({ most: 10 });
      const { send, lookUp } = post.driver;
      post.driver.send = (mailing) => pass(() => send(mailing));
      post.driver.lookUp = (id, at) => pass(() => lookUp(id, at));
      const { batches, row, work } = openRoom(database, [post], 25, { real: getDatabase(), back: revive });
      const { id } = await batches.create(row());
      [calls, fatal] = [0, step];
      await work();
      const survived = fatal > 0;
      revive();
      expect(await batches.get(id), `cut off at I/O ${step}`).toMatchObject({
        state: "complete",
        counts: { sent: 25 },
      });
      expect([post.taken.size, Math.max(...post.taken.values())]).toEqual([25, 1]);
      if (survived) {
        expect(step).toBeGreaterThan(15);
        return;
      }
    }
  });

  test("a batch is sent at its time", async () => {
    const post = createPost();
    const { batches, row, work, world } = openRoom(getDatabase(), [post], 5);
    const sendAt = world.now() + 3 * DAY;
    const { id } = await batches.create(row({ send_at: sendAt }));
    await work(2000, world.now() + MINUTE);
    expect(await batches.get(id)).toMatchObject({ state: "scheduled", counts: { queued: 5 } });
    await work();
    expect(world.now()).toBeGreaterThanOrEqual(sendAt);
    expect(await batches.get(id)).toMatchObject({ state: "complete", counts: { sent: 5 } });
  });
});
