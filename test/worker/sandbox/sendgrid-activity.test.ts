import { beforeEach, describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../sandbox/sandbox.ts";
import { callsTo, mail, mailSend } from "../../setup/sandbox-calls.ts";
import { happen } from "../../setup/sendgrid-events.ts";

const key = "sandbox_activity";
const start = Date.parse("2026-11-26T00:00:00Z");
const minute = 60_000;
let now: number;
let sandbox: Sandbox;
let calls: ReturnType<typeof callsTo>;
beforeEach(() => {
  now = start;
  sandbox = createSandbox({ now: () => now });
  calls = callsTo(sandbox, key);
});

const ask = (query: string, more = "") =>
  calls.get(`api.sendgrid.com/v3/messages?query=${encodeURIComponent(query)}${more}`);
const found = async (query: string, more = "") => {
  const response = await ask(query, more);
  expect(response.status).toBe(200);
  return ((await response.json()) as { messages: { msg_id: string; to_email: string }[] }).messages;
};
const whom = async (query: string, more = "") => (await found(query, more)).map(({ to_email }) => to_email);

/** Two recipients in one call, and a third a minute later; all of them show. */
async function sendThree(): Promise<string> {
  const envelope = (name: string) => ({
    to: [{ email: `${name}@example.org` }],
    custom_args: { tov_email: name },
  });
  const first = { personalizations: [envelope("a"), envelope("b")], custom_args: { tov_claim: "first" } };
  const { headers } = await calls.post(mailSend, mail(first));
  now += minute;
  await calls.post(
    mailSend,
    mail({ personalizations: [envelope("c")], custom_args: { tov_claim: "second" } }),
  );
  now += minute;
  return headers.get("X-Message-Id") ?? "";
}

describe("GET /v3/messages", () => {
  test("answers what Email Activity knows of a message, once it shows", async () => {
    await calls.post(mailSend, mail({ custom_args: { tov_claim: "7" } }));
    const query = `unique_args['tov_claim']="7"`;
    expect(await found(query)).toEqual([]);
    await happen(sandbox, key, { to: "hana@example.org", events: ["open", "click"] });
    now += minute;
    expect(await found(query)).toEqual([
      {
        ...{ from_email: "office@example.org", to_email: "hana@example.org", subject: "후원 감사합니다" },
        ...{
          msg_id: expect.stringContaining(".sandbox-0"),
          status: "delivered",
          opens_count: 1,
          clicks_count: 1,
        },
        last_event_time: "2026-11-26T00:00:00Z",
      },
    ]);
  });

  test("finds by arguments, address, id and time, the newest first", async () => {
    const id = await sendThree();
    expect(await whom(`unique_args['tov_claim']="first"`)).toEqual(["b@example.org", "a@example.org"]);
    expect(await whom(`(unique_args['tov_email']="b") AND to_email="b@example.org"`)).toEqual([
      "b@example.org",
    ]);
    expect(await whom(`msg_id LIKE "${id}%"`, "&limit=1")).toEqual(["b@example.org"]);
    expect(await whom(`msg_id="${id}.sandbox-0"`)).toEqual(["a@example.org"]);
    const since = (time: string) =>
      `last_event_time BETWEEN TIMESTAMP "${time}" AND TIMESTAMP "2026-11-27T00:00:00Z"`;
    expect(await whom(since("2026-11-26T00:01:00Z"))).toEqual(["c@example.org"]);
    expect(await whom(`to_email="nobody@example.org"`)).toEqual([]);
  });

  test.each(["bad_field=1", `to_email="a`, `to_email="a" OR to_email="b"`, ""])(
    "refuses the query %j",
    async (query) => {
      const response = await ask(query);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        errors: [{ message: expect.stringContaining("invalid syntax") }],
      });
    },
  );

  test("refuses other limits than 1 to 1,000, and no query", async () => {
    for (const limit of ["0", "1001", "x"])
      expect((await ask(`to_email="a"`, `&limit=${limit}`)).status).toBe(400);
    expect((await calls.get("api.sendgrid.com/v3/messages")).status).toBe(400);
  });

  test("answers six questions a minute, and then when to come back", async () => {
    for (let question = 0; question < 6; question++) await found(`to_email="a"`);
    const response = await ask(`to_email="a"`);
    expect(response.status).toBe(429);
    expect(response.headers.get("X-RateLimit-Reset")).toBe(String(start / 1000 + 10));
    now += 10_000;
    expect(await found(`to_email="a"`)).toEqual([]);
  });

  test("is closed to an account that does not pay for it", async () => {
    await calls.put(`_sandbox/sendgrid/activity?key=${key}`, { paid: false });
    expect((await ask(`to_email="a"`)).status).toBe(403);
    expect((await calls.put(`_sandbox/sendgrid/activity?key=${key}`, { paid: "no" })).status).toBe(400);
  });
});
