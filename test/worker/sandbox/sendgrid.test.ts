import { beforeEach, describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../sandbox/sandbox.ts";
import { callsTo, mail, mailSend } from "../../setup/sandbox-calls.ts";

const key = "sandbox_sendgrid";
let sandbox: Sandbox;
let calls: ReturnType<typeof callsTo>;
beforeEach(() => {
  sandbox = createSandbox();
  calls = callsTo(sandbox, key);
});

interface Errors {
  errors: { message: string; field: string | null; help: unknown }[];
}
const send = (changes: Record<string, unknown> = {}) => calls.post(mailSend, mail(changes));
const fieldsOf = async (response: Response) =>
  ((await response.json()) as Errors).errors.map(({ field }) => field);

describe("POST /v3/mail/send", () => {
  test("answers 202 with an empty body and an id, and keeps the mail", async () => {
    const html = "<p>고맙습니다, -name- 님</p>";
    const content = [
      { type: "text/plain", value: "-name- 님께" },
      { type: "text/html", value: html },
    ];
    const to = [{ email: "hana@example.org" }];
    const sent = mail({ content, personalizations: [{ to, substitutions: { "-name-": "김하나" } }] });
    const response = await calls.post(mailSend, sent);
    expect(response.status).toBe(202);
    expect(await response.text()).toBe("");
    expect(response.headers.get("X-Message-Id")).toMatch(/^[\w-]{22}$/);
    expect(sandbox.entries({ kind: "mail" })).toMatchObject([
      {
        ...{ key, vendor: "sendgrid", title: "후원 감사합니다", to: ["hana@example.org"], raw: sent },
        from: "사무국 <office@example.org>",
        ...{ text: "김하나 님께", html: "<p>고맙습니다, 김하나 님</p>" },
      },
    ]);
  });

  test("in its own sandbox mode answers 200 and sends nothing", async () => {
    const response = await send({ mail_settings: { sandbox_mode: { enable: true } } });
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(sandbox.entries()).toEqual([]);
  });

  test.each([
    ["without a key", {}],
    ["with a real key", { Authorization: "Bearer SG.abc.def" }],
    ["with a key that only begins well", { Authorization: "Bearer sandbox_" }],
  ])("%s answers SendGrid's 401", async (_, headers) => {
    const request = new Request(`http://localhost:8788/${mailSend}`, { method: "POST", headers });
    const response = await sandbox.fetch(request);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      errors: [{ message: expect.stringContaining("authorization"), field: null, help: null }],
    });
    expect(sandbox.keys()).toEqual([]);
  });

  test("of more than 30 MB answers 413", async () => {
    const response = await send({ content: [{ type: "text/plain", value: "x".repeat(30 * 1024 * 1024) }] });
    expect(response.status).toBe(413);
  });

  test("that is no JSON answers 400, and of another type 415", async () => {
    expect((await calls.post(mailSend, "{")).status).toBe(400);
    expect((await calls.post(mailSend, mail(), { "Content-Type": "text/plain" })).status).toBe(415);
  });

  test("to 1,000 people is taken, to one more it is not", async () => {
    const people = (count: number, host: string) =>
      Array.from({ length: count }, (_, i) => ({ email: `p${i}@${host}` }));
    const split = (count: number) => [
      { to: people(count - 400, "a.org") },
      { to: people(200, "b.org"), cc: [] },
      { to: people(200, "c.org") },
    ];
    expect((await send({ personalizations: split(1000) })).status).toBe(202);
    expect((await send({ personalizations: split(1001) })).status).toBe(400);
  });

  test("asks for what a mail needs", async () => {
    expect(await fieldsOf(await calls.post(mailSend, {}))).toEqual(["personalizations", "from"]);
  });

  const hana = { email: "hana@example.org" };
  test.each<[string, string, Record<string, unknown>]>([
    ["nobody", "personalizations", { personalizations: [] }],
    ["an empty to", "personalizations.0.to", { personalizations: [{ to: [] }] }],
    ["an address twice", "personalizations.0", { personalizations: [{ to: [hana, hana] }] }],
    [
      "an address in to and bcc, in other letters",
      "personalizations.0",
      { personalizations: [{ to: [hana], bcc: [{ email: "HANA@example.org" }] }] },
    ],
    [
      "an address in two envelopes",
      "personalizations",
      { personalizations: [{ to: [hana] }, { to: [{ email: "HANA@example.org" }] }] },
    ],
    [
      "long substitutions",
      "personalizations.0.substitutions",
      { personalizations: [{ to: [hana], substitutions: { "-a-": "가".repeat(3400) } }] },
    ],
    [
      "an attachment that is no base64",
      "attachments",
      { attachments: [{ content: "영수증", filename: "a" }] },
    ],
    [
      "an attachment whose type has parameters",
      "attachments",
      { attachments: [{ content: "YQ==", filename: "a", type: "text/plain; charset=utf-8" }] },
    ],
    ["no address", "personalizations.0.to.0.email", { personalizations: [{ to: [{ email: "hana" }] }] }],
    [
      "a name with a comma",
      "personalizations.0.to",
      { personalizations: [{ to: [{ ...hana, name: "김, 하나" }] }] },
    ],
    ["no subject", "subject", { subject: undefined }],
    ["no content", "content", { content: [] }],
    [
      "HTML before text",
      "content",
      {
        content: [
          { type: "text/html", value: "<p>a</p>" },
          { type: "text/plain", value: "a" },
        ],
      },
    ],
    ["a reserved header", "headers", { headers: { "Reply-To": "a@example.org" } }],
    [
      "a reserved header of one envelope",
      "personalizations.0.headers",
      { personalizations: [{ to: [hana], headers: { RECEIVED: "x" } }] },
    ],
    ["two ways to reply", "reply_to_list", { reply_to: hana, reply_to_list: [hana] }],
    ["custom_args that are no object", "custom_args", { custom_args: "campaign" }],
    ["custom_args that are no texts", "personalizations.0.custom_args", { custom_args: { mail_id: 7 } }],
    ["long custom_args", "personalizations.0.custom_args", { custom_args: { note: "가".repeat(3400) } }],
    ["a date beyond 72 hours", "send_at", { send_at: Math.floor(Date.now() / 1000) + 73 * 3600 }],
    ["eleven categories", "categories", { categories: Array.from({ length: 11 }, (_, i) => `c${i}`) }],
    ["a category twice", "categories.1", { categories: ["news", "news"] }],
    [
      "an unknown disposition",
      "attachments.0.disposition",
      { attachments: [{ content: "YQ==", filename: "a", disposition: "x" }] },
    ],
  ])("with %s answers 400 at %s", async (_, field, changes) => {
    const response = await send(changes);
    expect(response.status).toBe(400);
    expect(await fieldsOf(response)).toEqual([field]);
    expect(sandbox.entries()).toEqual([]);
  });

  test.each<[string, Record<string, unknown>]>([
    ["custom_args as an object at the top", { custom_args: { mail_id: "7" } }],
    ["headers of its own", { headers: { "List-Unsubscribe": "<https://example.org/u>" } }],
    ["a template instead of content", { template_id: "d-1", content: undefined, subject: undefined }],
    ["a date within 72 hours", { send_at: Math.floor(Date.now() / 1000) + 71 * 3600 }],
    [
      "an attachment",
      { attachments: [{ content: "YQ==", filename: "영수증.pdf", type: "application/pdf" }] },
    ],
  ])("with %s is taken", async (_, changes) => {
    expect((await send(changes)).status).toBe(202);
  });
});

test("what SendGrid does not have answers 404 in its shape", async () => {
  const response = await calls.get("api.sendgrid.com/v3/nothing");
  expect([response.status, await fieldsOf(response)]).toEqual([404, [null]]);
});
