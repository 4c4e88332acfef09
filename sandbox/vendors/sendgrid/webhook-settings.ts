import { Hono } from "hono";
import * as z from "zod";
import { perAccount } from "../../account.ts";
import type { VendorApp } from "../../vendor.ts";
import { failure, problem } from "./failure.ts";
import { signingKeyOf } from "./signing-key.ts";

const switchable = z.boolean().default(false);

/** EventWebhookRequest of spec/json/tsg_webhooks_v3.json. */
const request = z.object({
  url: z.url({ protocol: /^https?$/ }),
  enabled: switchable,
  friendly_name: z.string().nullable().default(null),
  processed: switchable,
  delivered: switchable,
  deferred: switchable,
  bounce: switchable,
  dropped: switchable,
  open: switchable,
  click: switchable,
  spam_report: switchable,
  unsubscribe: switchable,
  group_unsubscribe: switchable,
  group_resubscribe: switchable,
});

/** One event webhook of an account. */
export interface WebhookSettings extends z.output<typeof request> {
  id: string;
  created_date: string;
  updated_date: string;
  /** Shown as `public_key` alone. */
  signed: boolean;
}

/** What SendGrid allows on its larger plans. */
const mostWebhooks = 5;

/** The event webhooks of an account, by id. */
export const webhooksOf = perAccount(() => new Map<string, WebhookSettings>());

/** The settings API of the event webhook, at `/v3/user/webhooks/event`. */
export const settingsApp: VendorApp = new Hono();

settingsApp.post("/settings", async (c) => {
  const read = request.safeParse(await c.req.json().catch(() => null));
  if (!read.success) return unreadable(read.error);
  const webhooks = webhooksOf(c.env.account);
  if (webhooks.size >= mostWebhooks) return failure(400, problem("The number of webhooks is used up."));
  const date = new Date(c.env.now()).toISOString();
  const made = {
    ...read.data,
    id: crypto.randomUUID(),
    created_date: date,
    updated_date: date,
    signed: false,
  };
  webhooks.set(made.id, made);
  return c.json(shown(made), 201);
});

settingsApp.get("/settings/all", (c) =>
  c.json({ max_allowed: mostWebhooks, webhooks: [...webhooksOf(c.env.account).values()].map(shown) }),
);

settingsApp.on(["GET", "PATCH"], "/settings/signed/:id", async (c) => {
  const found = webhooksOf(c.env.account).get(c.req.param("id"));
  if (!found) return unknown();
  const patch = c.req.method === "PATCH" && signed.safeParse(await c.req.json().catch(() => null));
  if (patch && !patch.success) return unreadable(patch.error);
  if (patch) found.signed = patch.data.enabled;
  const public_key = found.signed ? await signingKeyOf(c.env.account).publicKey() : "";
  return c.json({ id: found.id, public_key });
});

settingsApp.get("/settings/:id", (c) => {
  const found = webhooksOf(c.env.account).get(c.req.param("id"));
  return found ? c.json(shown(found)) : unknown();
});

settingsApp.patch("/settings/:id", async (c) => {
  const found = webhooksOf(c.env.account).get(c.req.param("id"));
  const read = request.safeParse(await c.req.json().catch(() => null));
  if (!found) return unknown();
  if (!read.success) return unreadable(read.error);
  Object.assign(found, read.data, { updated_date: new Date(c.env.now()).toISOString() });
  return c.json(shown(found));
});

settingsApp.delete("/settings/:id", (c) =>
  webhooksOf(c.env.account).delete(c.req.param("id")) ? c.body(null, 204) : unknown(),
);

const signed = z.object({ enabled: z.boolean() });

const unknown = () => failure(404, problem("Invalid id provided."));

function shown({ signed: _, ...settings }: WebhookSettings) {
  return settings;
}

function unreadable({ issues }: z.ZodError): Response {
  return failure(400, ...issues.map(({ message, path }) => problem(message, path.join(".") || null)));
}
