import { Hono } from "hono";
import * as z from "zod";
import { perAccount } from "../../account.ts";
import { createTokenBucket } from "../../token-bucket.ts";
import type { VendorApp } from "../../vendor.ts";
import { queryOf } from "./activity-query.ts";
import { failure, problem } from "./failure.ts";
import { type Message, messagesOf } from "./messages.ts";

/** Six calls a minute (SendGrid's changelog of 9 December 2025). */
const rate = { size: 6, perMinute: 6 };
/** Milliseconds until a message shows; SendGrid promises none, and it is never at once. */
const lag = 60_000;

/** An account's Email Activity: whether it is paid for, and what is left of its calls. */
export const activityOf = perAccount(() => ({ paid: true, bucket: createTokenBucket(rate) }));

const parameters = z.object({
  query: z.string(),
  limit: z.coerce.number().int().min(1).max(1000).default(10),
});

/** `GET /v3/messages` of spec/json/tsg_email_activity_v3.json. */
export const activityApp: VendorApp = new Hono();

activityApp.get("/", (c) => {
  const { account, now } = c.env;
  const { paid, bucket } = activityOf(account);
  if (!paid) return failure(403, problem("access forbidden"));
  const wait = bucket.take(now());
  if (wait > 0) return tooMany(now() + wait);
  const read = parameters.safeParse(c.req.query());
  if (!read.success)
    return failure(400, ...read.error.issues.map(({ message, path }) => problem(message, String(path[0]))));
  const fits = queryOf(read.data.query);
  if ("fault" in fits) return failure(400, problem(fits.fault));
  const visible = messagesOf(account)
    .all()
    .filter((message) => message.at + lag <= now());
  const found = visible.filter(fits.matches).slice(-read.data.limit).reverse();
  return c.json({ messages: found.map(shown) });
});

function tooMany(reset: number): Response {
  const response = failure(429, problem("too many requests"));
  response.headers.set("X-RateLimit-Limit", String(rate.size));
  response.headers.set("X-RateLimit-Remaining", "0");
  response.headers.set("X-RateLimit-Reset", String(Math.ceil(reset / 1000)));
  return response;
}

function shown({ id, from, to, subject, status, opens, clicks, lastEventAt }: Message) {
  return {
    ...{
      from_email: from,
      msg_id: id,
      subject,
      to_email: to,
      status,
      opens_count: opens,
      clicks_count: clicks,
    },
    last_event_time: `${new Date(lastEventAt).toISOString().slice(0, 19)}Z`,
  };
}
