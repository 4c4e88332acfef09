import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FaultKind } from "../../../sandbox/fault-board.ts";
import { type House, openHouse, post } from "../../setup/open-house.ts";

const welcome = {
  to: { email: "Gil.Dong@example.org", name: "홍길동" },
  template: "welcome",
  data: { name: "홍길동 <b>" },
};

const sandboxed = (key: string) => ({ SENDGRID_API_KEY: key, EMAIL_FROM: "TOV <noreply@tov.example>" });

let house: House;
let sender: { Authorization: string };

beforeAll(async () => {
  house = await openHouse(sandboxed);
  sender = await house.keyOf("email:send");
});
beforeEach(async () => {
  house.sandbox.faults.clear(house.sandboxKey);
  house.world.advance(3 * 60 * 60_000);
  await house.work();
  house.sandbox.clear(house.sandboxKey);
});

const mails = (at: House = house) => at.sandbox.entries({ key: at.sandboxKey, kind: "mail" });
const send = async (body: unknown = welcome, headers: Record<string, string> = {}) =>
  house.fetch("/api/email", post(body, { ...sender, ...headers }));
const sendOne = async () => ((await (await send()).json()) as { id: string }).id;
const stateOf = async (id: string) => {
  const response = await house.fetch(`/api/email/${id}`, { headers: sender });
  return (await response.json()) as { state: string; finishedAt: number | null };
};
const rowOf = (id: string) => {
  const { database } = house.services;
  return database.first(database.query.selectFrom("email_messages").selectAll().where("id", "=", id));
};

describe("POST /api/email", () => {
  test("answers 202 when the e-mail is recorded, and the vendor has it a moment later", async () => {
    const response = await send();
    expect(response.status).toBe(202);
    const { id, ...answer } = (await response.json()) as { id: string };
    expect(answer).toMatchObject({ template: "welcome", state: "queued", finishedAt: null });
    expect(mails()).toEqual([]);
    await house.work();
    expect(mails()).toMatchObject([
      { title: "홍길동 <b>님, TOV에 오신 것을 환영합니다", to: ["Gil.Dong@example.org"] },
    ]);
    expect(await stateOf(id)).toMatchObject({ state: "sent", finishedAt: expect.any(Number) });
    expect(await rowOf(id)).toMatchObject({
      driver: "sendgrid",
      vendor_id: expect.stringMatching(/\w{10,}/),
      data: null,
    });
  });

  test("sends what the sandbox, which holds requests against SendGrid's specification, takes as it is meant", async () => {
    const id = await sendOne();
    await house.work();
    const { raw } = mails()[0] as unknown as { raw: Record<string, unknown> };
    expect(raw).toMatchObject({
      personalizations: [
        { to: [{ email: "Gil.Dong@example.org", name: "홍길동" }], custom_args: { tov_email: id } },
      ],
      from: { email: "noreply@tov.example", name: "TOV" },
      content: [
        { type: "text/plain" },
        { type: "text/html", value: expect.stringContaining("홍길동 &lt;b&gt;님") },
      ],
      tracking_settings: { click_tracking: { enable: false } },
    });
    expect(JSON.stringify((raw.content as unknown[])[1])).not.toContain("<b>");
  });

  test("in English, when asked for", async () => {
    await send({ ...welcome, language: "en", data: { name: "Kim" } });
    await house.work();
    expect(mails()).toMatchObject([{ title: "Welcome to TOV, Kim" }]);
  });

  test("with a repeated Idempotency-Key sends one e-mail", async () => {
    const key = { "Idempotency-Key": crypto.randomUUID() };
    const [first, second] = [await send(welcome, key), await send(welcome, key)];
    expect(await second.text()).toBe(await first.text());
    await house.work();
    expect(mails()).toHaveLength(1);
  });

  test.each([
    ["an address without @", { ...welcome, to: { email: "nobody" } }, "/body/to/email"],
    [
      "a name that begins another header",
      { ...welcome, to: { email: "a@b.kr", name: "a\r\nBcc: c@d.kr" } },
      "/body/to/name",
    ],
    ["an unknown template", { ...welcome, template: "unheard" }, "/body/template"],
    ["data without the name", { ...welcome, data: {} }, "/body/data/name"],
    ["data that the template does not know", { ...welcome, data: { name: "a", colour: "b" } }, "/body/data"],
    ["another language", { ...welcome, language: "fr" }, "/body/language"],
  ])("with %s answers 422, and records nothing", async (_, body, pointer) => {
    const before = await house.services.outbox.count();
    const response = await send(body);
    expect(response.status).toBe(422);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    expect(errors.map((error) => error.pointer)).toContain(pointer);
    expect(await house.services.outbox.count()).toEqual(before);
  });

  test("leaves nothing personal in the log, in the outbox, or unsealed beside the address", async () => {
    const id = await sendOne();
    const row = await rowOf(id);
    expect(row?.data).toMatch(/^v1\.test\./);
    const messages = await house.services.outbox.list("waiting", 10, null);
    await house.work();
    const seen = JSON.stringify([messages, house.world.logged]);
    for (const personal of ["홍길동", "Gil.Dong", "gil.dong"]) expect(seen).not.toContain(personal);
  });
});

describe("a vendor that", () => {
  const strike = (fault: FaultKind) =>
    house.sandbox.faults.set({ key: house.sandboxKey, vendor: "sendgrid", fault });

  test("refuses the e-mail makes it fail for good", async () => {
    strike("refuse");
    const id = await sendOne();
    await house.work();
    expect(await stateOf(id)).toMatchObject({ state: "failed" });
    expect(await rowOf(id)).toMatchObject({ failure: "vendor-refused:personalizations", data: null });
    expect(await house.services.outbox.count()).toMatchObject({ waiting: 0 });
  });

  test.each(["broken", "deny", "too-many"] as const)("is %s gets it later", async (kind) => {
    strike(kind);
    const id = await sendOne();
    await house.work();
    expect(await stateOf(id)).toMatchObject({ state: "queued" });
    house.sandbox.faults.clear(house.sandboxKey);
    house.world.advance(3 * 60 * 60_000);
    await house.work();
    expect(await stateOf(id)).toMatchObject({ state: "sent" });
    expect(mails()).toHaveLength(1);
  });

  test.each(["unreachable", "malformed"] as const)(
    "is %s is asked what became of the call, and gets it once",
    async (kind) => {
      strike(kind);
      const id = await sendOne();
      await house.work();
      expect(await stateOf(id)).toMatchObject({ state: "sending" });
      house.sandbox.faults.clear(house.sandboxKey);
      for (let hour = 0; hour < 3; hour++) {
        house.world.advance(60 * 60_000);
        await house.work();
      }
      expect(await stateOf(id)).toMatchObject({ state: "sent" });
      expect(mails()).toHaveLength(1);
    },
  );

  test("takes it and breaks off has it, and gets it once", async () => {
    strike("reset");
    const id = await sendOne();
    await house.work();
    expect(await stateOf(id)).toMatchObject({ state: "sent" });
    expect(mails()).toHaveLength(1);
  });
});

test("a database that does not answer is a 503 that says when to come back", async () => {
  const dead = await openHouse({
    ...sandboxed("sandbox_dead"),
    DATABASE_DRIVER: "planetscale",
    DATABASE_URL: "http://a:b@127.0.0.1:9",
  });
  const response = await dead.fetch("/api/email", post(welcome, { Authorization: "Bearer tov_unknown" }));
  expect([response.status, response.headers.get("Retry-After")]).toEqual([503, "5"]);
});

describe("without a key for any vendor", () => {
  test("development writes e-mails to the log", async () => {
    const keyless = await openHouse();
    expect(keyless.services.opened.email).toMatchObject({ driver: "log", fault: null });
    await keyless.fetch("/api/email", post(welcome, await keyless.keyOf("email:send")));
    await keyless.work();
    const line = keyless.world.logged.find(({ event }) => event === "email");
    expect(line?.fields).toMatchObject({
      to: "Gil.Dong@example.org",
      text: expect.stringContaining("반갑습니다"),
    });
  });

  test("production has e-mail switched off, keeps what is asked for, and writes nothing of it to the log", async () => {
    const production = await openHouse({ ENVIRONMENT: "production", ADMIN_API_KEY: `tov_${"a".repeat(40)}` });
    expect(production.services.opened.email.fault).toMatchObject({ status: "disabled" });
    const response = await production.fetch(
      "/api/email",
      post(welcome, await production.keyOf("email:send")),
    );
    expect(response.status).toBe(503);
    await production.work();
    expect(JSON.stringify(production.world.logged)).not.toContain("홍길동");
  });
});

test("an erased person's e-mail is not sent any more", async () => {
  const id = await sendOne();
  const { database } = house.services;
  await database.run(database.query.deleteFrom("email_messages").where("id", "=", id));
  await house.work();
  expect(mails()).toEqual([]);
  const response = await house.fetch(`/api/email/${id}`, { headers: sender });
  expect(response.status).toBe(404);
});

test("an e-mail that was recorded although its answer was lost is not sent twice when it is asked for again", async () => {
  const key = { "Idempotency-Key": crypto.randomUUID() };
  const first = (await (await send(welcome, key)).json()) as { id: string };
  // As after an answer that never came: the key is free again.
  await house.services.database.run(house.services.database.query.deleteFrom("idempotency_keys"));
  const second = (await (await send(welcome, key)).json()) as { id: string };
  expect(second.id).toBe(first.id);
  await house.work();
  expect(mails()).toHaveLength(1);
});

test("a key that was forgotten, with another e-mail, sends that one and does not answer the first", async () => {
  const key = { "Idempotency-Key": crypto.randomUUID() };
  const first = (await (await send(welcome, key)).json()) as { id: string };
  await house.work();
  house.world.advance(25 * 60 * 60_000);
  const other = { ...welcome, to: { email: "other@example.org" } };
  const second = (await (await send(other, key)).json()) as { id: string };
  await house.work();
  expect(second.id).not.toBe(first.id);
  expect(mails().map(({ to }) => to)).toEqual([["other@example.org"], ["Gil.Dong@example.org"]]);
});

test("half a year later nobody knows any more to whom it went; what still waits is kept", async () => {
  const [sent, waiting] = [await sendOne(), await sendOne()];
  const { database, email } = house.services;
  const finished = database.query.updateTable("email_messages").set({ finished_at: house.world.now() });
  await database.run(finished.where("id", "=", sent));
  house.world.advance(181 * 24 * 60 * 60_000);
  expect(await email.forgetOld()).toEqual({ forgotten: expect.any(Number) });
  expect(await rowOf(sent)).toBeUndefined();
  expect(await rowOf(waiting)).toMatchObject({ state: "queued" });
});
