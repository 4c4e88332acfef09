import { beforeEach, describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../sandbox/sandbox.ts";
import { callsTo, mail, mailSend } from "../../setup/sandbox-calls.ts";
import { happen, messagesSent, tellEverything } from "../../setup/sendgrid-events.ts";

const key = "sandbox_events";
const url = "http://localhost:8787/api/webhooks/sendgrid";
let sandbox: Sandbox;
let calls: ReturnType<typeof callsTo>;
beforeEach(async () => {
  sandbox = createSandbox();
  calls = callsTo(sandbox, key);
  await tellEverything(sandbox, key, url);
});

const taken = () => sandbox.takeWebhooks(key).flatMap(({ body }) => JSON.parse(body));
const sendTo = (email: string, changes: Record<string, unknown> = {}) =>
  calls.post(
    mailSend,
    mail({ personalizations: [{ to: [{ email }], custom_args: { tov_email: email } }], ...changes }),
  );

describe("a mail takes the course of its address:", () => {
  test.each<[string, object[]]>([
    ["hana", [{ event: "processed" }, { event: "delivered" }]],
    ["bounce", [{ event: "processed" }, { event: "bounce", type: "bounce", status: "5.1.1" }]],
    ["bounce+17", [{ event: "processed" }, { event: "bounce", type: "bounce" }]],
    ["blocked", [{ event: "processed" }, { event: "bounce", type: "blocked", status: "4.7.1" }]],
    ["deferred", [{ event: "processed" }, { event: "deferred", attempt: "1" }, { event: "delivered" }]],
    ["dropped", [{ event: "dropped", reason: "Bounced Address" }]],
    ["Spam", [{ event: "processed" }, { event: "delivered" }, { event: "spamreport" }]],
    ["unsubscribe", [{ event: "processed" }, { event: "delivered" }, { event: "unsubscribe" }]],
    ["machine", [{ event: "processed" }, { event: "delivered" }, { event: "open", sg_machine_open: true }]],
    [
      "open",
      [
        ...[{ event: "processed" }, { event: "delivered" }],
        ...[true, false].map((sg_machine_open) => ({ event: "open", sg_machine_open })),
      ],
    ],
    ["bouncer", [{ event: "processed" }, { event: "delivered" }]],
  ])("%s", async (name, course) => {
    const email = `${name}@example.org`;
    expect((await sendTo(email)).status).toBe(202);
    expect(taken()).toMatchObject(course.map((event) => ({ email, tov_email: email, ...event })));
  });

  test("click, on the first link", async () => {
    const content = [{ type: "text/html", value: '<a href="https://tov.example/a?b=1">여기</a>' }];
    await sendTo("click@example.org", { content });
    expect(taken().at(-1)).toMatchObject({ event: "click", url: "https://tov.example/a?b=1" });
  });

  test("nobody notices opens and clicks where tracking is off", async () => {
    const off = { click_tracking: { enable: false }, open_tracking: { enable: false } };
    await sendTo("click@example.org", { tracking_settings: off });
    expect(taken().map(({ event }) => event)).toEqual(["processed", "delivered"]);
  });

  test("invalid is turned down, and with it the whole call", async () => {
    const to = (email: string) => ({ to: [{ email }] });
    const personalizations = [to("hana@example.org"), to("invalid+1@example.org")];
    const response = await calls.post(mailSend, mail({ personalizations }));
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { errors: [{ field: "personalizations.1.to.0.email" }] },
    ]);
    expect(taken()).toEqual([]);
  });
});

test("each recipient of a call has an event of its own, with the number of its message", async () => {
  const names = ["a", "bounce", "c"];
  const personalizations = names.map((name) => ({
    to: [{ email: `${name}@example.org` }],
    custom_args: { tov_email: name },
  }));
  const response = await calls.post(mailSend, mail({ personalizations, custom_args: { tov_claim: "7" } }));
  const events = taken();
  expect(events.map(({ tov_email, event }) => `${tov_email} ${event}`)).toEqual([
    ...["a processed", "bounce processed", "c processed"],
    ...["a delivered", "c delivered", "bounce bounce"],
  ]);
  expect(new Set(events.map(({ sg_event_id }) => sg_event_id)).size).toBe(6);
  expect(events.every(({ tov_claim }) => tov_claim === "7")).toBe(true);
  const id = response.headers.get("X-Message-Id");
  const sent = await messagesSent(sandbox, key);
  expect(sent.map((message) => message.id)).toEqual([0, 1, 2].map((number) => `${id}.sandbox-${number}`));
});

describe("POST /_sandbox/sendgrid/events", () => {
  beforeEach(async () => {
    await sendTo("a@example.org");
    await sendTo("b@example.org");
    taken();
  });

  test("lets events happen to the messages that are meant, and sends them", async () => {
    const events = [
      "open",
      { name: "click", id: "again", timestamp: 1_700_000_000 },
      { name: "click", id: "again" },
    ];
    const sent = await happen(sandbox, key, { to: "a@example.org", events });
    expect(sent).toMatchObject([
      { event: "open", email: "a@example.org" },
      { event: "click", sg_event_id: "again", timestamp: 1_700_000_000 },
      { event: "click", sg_event_id: "again" },
    ]);
    expect(taken()).toEqual(sent);
  });

  test("by a custom argument, or by the message's id", async () => {
    const [, second] = await messagesSent(sandbox, key);
    const args = { tov_email: "b@example.org" };
    for (const choice of [{ args }, { id: second!.id }])
      expect(await happen(sandbox, key, { ...choice, events: ["spamreport"] })).toMatchObject([
        { event: "spamreport", ...args },
      ]);
  });

  test.each([
    [404, { to: "nobody@example.org", events: ["open"] }],
    [400, { to: "a@example.org", events: ["explode"] }],
    [400, { to: "a@example.org", events: [] }],
    [400, { events: ["open"] }],
  ])("answers %i for %j", async (status, body) => {
    expect((await calls.post(`_sandbox/sendgrid/events?key=${key}`, body)).status).toBe(status);
  });

  test("wants to know whose messages", async () => {
    const body = { to: "a@example.org", events: ["open"] };
    expect((await calls.post("_sandbox/sendgrid/events", body)).status).toBe(400);
    expect((await calls.post("_sandbox/sendgrid/events?key=sandbox_other", body)).status).toBe(404);
  });
});

test("the inbox has the letters of a call one by one, and a large call as a batch beside its first twenty", async () => {
  const call = (count: number) => ({
    subject: "-n-님께",
    personalizations: Array.from({ length: count }, (_, n) => ({
      to: [{ email: `p${n}@example.org` }],
      substitutions: { "-n-": String(n) },
    })),
  });
  await calls.post(mailSend, mail(call(3)));
  expect(sandbox.entries({ kind: "mail" }).map(({ title, to }) => [title, ...to])).toEqual([
    ...[
      ["2님께", "p2@example.org"],
      ["1님께", "p1@example.org"],
      ["0님께", "p0@example.org"],
    ],
  ]);
  expect(sandbox.entries({ kind: "batch" })).toEqual([]);
  sandbox.clear();
  await calls.post(mailSend, mail(call(1000)));
  expect(sandbox.entries({ kind: "mail" })).toHaveLength(20);
  const [batch] = sandbox.entries({ kind: "batch" });
  expect(batch?.to).toHaveLength(1000);
  expect(await messagesSent(sandbox, key)).toHaveLength(1003);
});

test("attachments push nothing out of the inbox", async () => {
  await sendTo("first@example.org");
  const attachments = [{ content: "YWJj".repeat(3_000_000), filename: "큰 것.pdf" }];
  await sendTo("second@example.org", { attachments });
  const [second, first] = sandbox.entries({ kind: "mail" });
  expect([first?.to, second?.to]).toEqual([["first@example.org"], ["second@example.org"]]);
  expect(second?.raw).toMatchObject({
    attachments: [{ content: expect.stringMatching(/^YWJj.*… \(12000000\)$/) }],
  });
});
