import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { setUpEventWebhook } from "../../../scripts/event-webhook.ts";
import { runEvent } from "../../../src/platform/event.ts";
import type { Batch } from "../../../src/rooms/email/batches/schema.ts";
import { createSigner } from "../../setup/event-notices.ts";
import { createInterruption } from "../../setup/interruption.ts";
import { openHouse, origin, post } from "../../setup/open-house.ts";
import { sandboxOrigin } from "../../setup/test-world.ts";

/** A generator of its own, so that a failure can be seen again (mulberry32, Tommy Ettinger, public domain). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What becomes of an address at the sandbox, and the state in which its e-mail has to end. */
const fates = {
  bounce: "bounced",
  blocked: "blocked",
  // The vendor has seen it bounce before, and does not try again.
  dropped: "bounced",
  spam: "delivered",
  person: "delivered",
  invalid: "failed",
} as const;

type Fate = keyof typeof fates;
const fateOf = (email: string) => /^[a-z]+/.exec(email)![0] as Fate;

/** One in ten comes to grief; three in all are addresses that SendGrid turns the whole call down for. */
function createAudience(random: () => number): string[] {
  const unlucky = ["bounce", "blocked", "dropped", "spam"] as const;
  const fate = (n: number): Fate => {
    if (n % 3500 === 17) return "invalid";
    return random() < 0.1 ? unlucky[Math.floor(random() * unlucky.length)]! : "person";
  };
  return Array.from({ length: 10_000 }, (_, n) => `${fate(n)}+${n}@example.org`);
}

const seed = 20_261_126;

test("of ten thousand, through crashes, lost answers and disorder, each ends as it should and none is written to twice", {
  timeout: 300_000,
}, async () => {
  const random = createRandom(seed);
  const [signer, interruption] = [await createSigner(), createInterruption()];
  const house = await openHouse(
    (SENDGRID_API_KEY) => ({
      ...{ SENDGRID_API_KEY, EMAIL_FROM: "TOV <noreply@tov.example>" },
      ...{ SENDGRID_WEBHOOK_KEYS: signer.publicKey, DB: interruption.database(env.DB) },
    }),
    undefined,
    "paid",
  );
  const { world, sandbox, sandboxKey: key } = house;
  const taken = new Map<string, number>();
  world.fetch = interruption.fetch(countTaken(world.fetch, taken));
  const inSandbox = (request: Request) =>
    sandbox.fetch(new Request(request.url.replace("https:/", sandboxOrigin), request));
  await setUpEventWebhook(inSandbox, { key, url: `${origin}/api/webhooks/sendgrid` });
  const sender = await house.keyOf("email:send");

  const emails = createAudience(random);
  const body = {
    ...{ name: "총회 안내", template: "notification", language: "ko", purpose: "transactional" },
    data: { title: "총회 안내", body: "다음 달 첫째 주 토요일에 총회가 있습니다." },
    audience: { csv: ["email", ...emails].join("\n") },
  };
  const { id } = (await (await house.fetch("/api/email/batches", post(body, sender))).json()) as Batch;
  const seen = async () =>
    (await (await house.fetch(`/api/email/batches/${id}`, { headers: sender })).json()) as Batch;

  /** What the queue sets off, and what the sweep takes up of those who died at it. */
  async function work(): Promise<void> {
    await house.work();
    const { outbox, consumer } = house.services;
    for (const { id: message } of await outbox.list("running", 10, null))
      await runEvent(crypto.randomUUID(), world.defer, () => consumer.run(message));
  }

  const late: RequestInit[] = [];
  /** Delivers what waits, twice and backwards, some of it much later. */
  async function deliver(all = false): Promise<void> {
    const fresh = sandbox.takeWebhooks(key, { twice: true, reversed: random() < 0.5 });
    const notices = await Promise.all(fresh.map(({ body: text }) => signer.sign(text, world.now())));
    late.push(...notices.toSorted(() => random() - 0.5));
    const now = late.splice(0, all ? late.length : Math.floor(late.length / 2));
    for (const { body: text } of now) {
      const notice = await signer.sign(String(text), world.now());
      expect((await house.fetch("/api/webhooks/sendgrid", notice)).status).toBe(204);
    }
  }

  let crashes = 0;
  for (let round = 1; (await seen()).state !== "complete"; round++) {
    expect(round, "The batch does not end.").toBeLessThan(200);
    if (crashes < 3) interruption.dieAt(12 + Math.floor(random() * 12), random() < 0.5);
    crashes += await work().then(
      () => 0,
      () => 1,
    );
    interruption.revive();
    // At first nothing is heard of, so that lost answers are looked up.
    if (round > 5) await deliver();
    world.advance(4 * 60_000);
  }
  await deliver(true);
  expect(crashes).toBe(3);

  const { counts } = await seen();
  const expected = Object.groupBy(emails, (email) => fates[fateOf(email)]);
  expect(counts).toMatchObject({
    ...Object.fromEntries(Object.entries(expected).map(([state, those]) => [state, those.length])),
    ...{ queued: 0, sending: 0, unknown: 0 },
  });
  const { database } = house.services;
  const rows = await database.all(
    database.query.selectFrom("email_messages").select(["recipient", "state"]).where("batch_id", "=", id),
  );
  expect(rows).toHaveLength(10_000);
  expect(rows.filter(({ recipient, state }) => state !== fates[fateOf(recipient)])).toEqual([]);
  expect([...taken.values()].filter((times) => times > 1)).toEqual([]);
  expect(taken.size).toBe(emails.filter((email) => fateOf(email) !== "invalid").length);
});

/** Counts for each address the calls that SendGrid has taken, and loses the answers of some. */
function countTaken(real: typeof fetch, taken: Map<string, number>): typeof fetch {
  let calls = 0;
  return async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (!address.endsWith("/v3/mail/send")) return real(input, init);
    calls += 1;
    if (calls === 6) return new Response(null, { status: 503 });
    const response = await real(input, init);
    if (response.status !== 202) return response;
    const mail: { personalizations: { to: { email: string }[] }[] } = await new Response(init?.body).json();
    for (const { to } of mail.personalizations) taken.set(to[0]!.email, (taken.get(to[0]!.email) ?? 0) + 1);
    if (calls % 4 === 0) throw new TypeError("The connection was lost.");
    return response;
  };
}
