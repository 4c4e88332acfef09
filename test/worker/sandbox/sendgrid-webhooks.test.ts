import { beforeEach, describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../sandbox/sandbox.ts";
import type { Webhook } from "../../../sandbox/webhooks.ts";
import { callsTo, mail, mailSend } from "../../setup/sandbox-calls.ts";

const key = "sandbox_webhooks";
const settings = "api.sendgrid.com/v3/user/webhooks/event/settings";
const url = "http://localhost:8787/api/webhooks/sendgrid";
let sandbox: Sandbox;
let calls: ReturnType<typeof callsTo>;
beforeEach(() => {
  sandbox = createSandbox();
  calls = callsTo(sandbox, key);
});

async function setUp(
  wanted: Record<string, unknown> = { processed: true, delivered: true },
): Promise<string> {
  const response = await calls.post(settings, { url, enabled: true, ...wanted });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

async function sign(id: string): Promise<string> {
  const response = await calls.patch(`${settings}/signed/${id}`, { enabled: true });
  return ((await response.json()) as { public_key: string }).public_key;
}

/** As SendGrid's own libraries do it, with WebCrypto: DER is turned into r and s of 32 bytes. */
async function isSigned({ headers, body }: Webhook, publicKey: string): Promise<boolean> {
  const bytes = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const imported = await crypto.subtle.importKey("spki", bytes(publicKey), curve, false, ["verify"]);
  const der = bytes(headers["X-Twilio-Email-Event-Webhook-Signature"] ?? "");
  const second = 4 + (der[3] ?? 0);
  const numbers = [der.slice(4, second), der.slice(second + 2)].map((digits) => [...digits].slice(-32));
  const raw = numbers.flatMap((digits) => [...new Array(32 - digits.length).fill(0), ...digits]);
  const signed = new TextEncoder().encode(headers["X-Twilio-Email-Event-Webhook-Timestamp"] + body);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, imported, Uint8Array.from(raw), signed);
}

describe("an accepted mail", () => {
  test("is told to nobody before a webhook is set up", async () => {
    await calls.post(mailSend, mail());
    expect(sandbox.takeWebhooks(key)).toEqual([]);
  });

  test("becomes processed and delivered, each with what belongs to the mail", async () => {
    await setUp();
    const changes = { custom_args: { mail_id: "7" }, categories: ["receipts"] };
    const response = await calls.post(mailSend, mail(changes));
    const webhooks = sandbox.takeWebhooks(key);
    const events = webhooks.flatMap(({ body }) => JSON.parse(body));
    const common = { email: "hana@example.org", mail_id: "7", category: ["receipts"] };
    expect(events).toMatchObject([
      { ...common, event: "processed" },
      { ...common, event: "delivered", response: "250 2.0.0 OK" },
    ]);
    for (const { sg_message_id } of events)
      expect(sg_message_id.split(".")[0]).toBe(response.headers.get("X-Message-Id"));
    expect(new Set(events.map(({ sg_event_id }) => sg_event_id)).size).toBe(2);
    expect(webhooks.map((webhook) => webhook.url)).toEqual([url, url]);
  });

  test("is signed once that is switched on, over timestamp and bytes, with CRLF at the end", async () => {
    const publicKey = await sign(await setUp());
    expect(publicKey).toMatch(/^MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE/);
    const to = [{ email: "a@example.org" }, { email: "b@example.org" }];
    await calls.post(mailSend, mail({ personalizations: [{ to }] }));
    const [webhook] = sandbox.takeWebhooks(key);
    expect(webhook?.body).toMatch(/^\[\{.*\},\r\n\{.*\}\]\r\n$/);
    expect(webhook && (await isSigned(webhook, publicKey))).toBe(true);
    expect(webhook && (await isSigned({ ...webhook, body: webhook.body.trim() }, publicKey))).toBe(false);
  });

  test("is told only what was asked for", async () => {
    await setUp({ delivered: true });
    await calls.post(mailSend, mail());
    expect(sandbox.takeWebhooks(key).flatMap(({ body }) => JSON.parse(body))).toMatchObject([
      { event: "delivered" },
    ]);
  });

  test("is told to nobody once the webhook is switched off or gone", async () => {
    const id = await setUp();
    await calls.patch(`${settings}/${id}`, { url, enabled: false, processed: true });
    await calls.post(mailSend, mail());
    await calls.del(`${settings}/${id}`);
    await calls.post(mailSend, mail());
    expect(sandbox.takeWebhooks(key)).toEqual([]);
  });
});

test("each key signs with a key pair of its own", async () => {
  const own = await sign(await setUp());
  calls = callsTo(sandbox, "sandbox_other");
  expect(await sign(await setUp())).not.toBe(own);
});

test("the settings are shown as they were made, and an unknown id is 404", async () => {
  const id = await setUp();
  expect(await (await calls.get(`${settings}/${id}`)).json()).toMatchObject({
    id,
    url,
    delivered: true,
    open: false,
  });
  expect(await (await calls.get(`${settings}/all`)).json()).toMatchObject({ webhooks: [{ id }] });
  expect(await (await calls.get(`${settings}/signed/${id}`)).json()).toEqual({ id, public_key: "" });
  for (const path of ["nothing", "signed/nothing"])
    expect((await calls.get(`${settings}/${path}`)).status).toBe(404);
  expect((await calls.post(settings, { url: "no url" })).status).toBe(400);
});

describe("webhooks that wait", () => {
  const events = (webhooks: Webhook[]) => webhooks.map(({ body }) => JSON.parse(body)[0].event);
  beforeEach(async () => {
    await setUp();
    await calls.post(mailSend, mail());
  });

  test("are taken once, and the journal says so", () => {
    expect(events(sandbox.takeWebhooks(key))).toEqual(["processed", "delivered"]);
    expect(sandbox.takeWebhooks(key)).toEqual([]);
    expect(sandbox.entries({ kind: "webhook" }).map(({ state }) => state)).toEqual(["taken", "taken"]);
  });

  test("come twice and out of order on request", () => {
    const taken = sandbox.takeWebhooks(key, { twice: true, reversed: true });
    expect(events(taken)).toEqual(["delivered", "processed", "delivered", "processed"]);
    expect(taken[0]?.id).toBe(taken[2]?.id);
  });

  test("come in the order that was set for the key", () => {
    sandbox.setDisorder(key, { reversed: true });
    expect(events(sandbox.takeWebhooks(key))).toEqual(["delivered", "processed"]);
  });

  test("come again when one is repeated", () => {
    const [first] = sandbox.takeWebhooks(key);
    expect(first && sandbox.repeatWebhook(first.id)).toBe(true);
    expect(sandbox.takeWebhooks(key)).toEqual([first]);
    expect(sandbox.repeatWebhook("nothing")).toBe(false);
  });
});
