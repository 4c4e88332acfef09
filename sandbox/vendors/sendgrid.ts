import { type Context, Hono } from "hono";
import type { Desk } from "../account.ts";
import { bearerKey, type Vendor, type VendorApp } from "../vendor.ts";
import { activityApp } from "./sendgrid/activity.ts";
import { control } from "./sendgrid/control.ts";
import { announce } from "./sendgrid/events.ts";
import { failure, problem } from "./sendgrid/failure.ts";
import { showLetters } from "./sendgrid/letters.ts";
import type { Mail } from "./sendgrid/mail.ts";
import { keepMessages } from "./sendgrid/messages.ts";
import { faultsOf } from "./sendgrid/rules.ts";
import { settingsApp } from "./sendgrid/webhook-settings.ts";

/** "Total mail" in SendGrid's limits. */
const mostBytes = 30 * 1024 * 1024;

const app: VendorApp = new Hono();

app.post("/v3/mail/send", async (c) => {
  const type = c.req.header("Content-Type") ?? "";
  if (!/^application\/json\b/i.test(type))
    return failure(415, problem("Content-Type should be application/json."));
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength > mostBytes) return failure(413, problem("Payload Too Large"));
  const body = parse(bytes);
  if (body === undefined) return failure(400, problem("Bad Request"));
  const faults = faultsOf(body, c.env.now());
  if (faults.length > 0) return failure(400, ...faults);
  return accept(c, body as Mail);
});

app.route("/v3/user/webhooks/event", settingsApp);
app.route("/v3/messages", activityApp);
app.notFound(() => failure(404, problem("not found")));

async function accept({ env }: Context<{ Bindings: Desk }>, mail: Mail): Promise<Response> {
  if (mail.mail_settings?.sandbox_mode?.enable) return new Response(null, { status: 200 });
  const id = crypto.randomUUID().replaceAll("-", "").slice(0, 22);
  showLetters(env, mail, id);
  await announce(env, keepMessages(env.account, mail, { id, at: env.now() }));
  return new Response(null, { status: 202, headers: { "X-Message-Id": id } });
}

function parse(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** SendGrid's Web API, version 3: sending, the settings of its event webhook, and Email Activity. */
export const sendgrid: Vendor = {
  name: "sendgrid",
  hosts: ["api.sendgrid.com", "api.eu.sendgrid.com"],
  label: { ko: "SendGrid 메일", en: "SendGrid mail" },
  app,
  control,
  keyOf: bearerKey,
  refusals: {
    deny: () => failure(401, problem("The provided authorization grant is invalid, expired, or revoked")),
    refuse: () => failure(400, problem("The sandbox was told to turn this down.", "personalizations")),
    tooMany: () => failure(429, problem("too many requests")),
    broken: () => failure(500, problem("internal server error")),
  },
};
