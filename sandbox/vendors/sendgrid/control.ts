import { Hono } from "hono";
import * as z from "zod";
import type { Desk } from "../../account.ts";
import { broken, json, notFound } from "../../control/answers.ts";
import { activityOf } from "./activity.ts";
import { happen } from "./events.ts";
import { happeningNames } from "./happenings.ts";
import { type Message, messagesOf } from "./messages.ts";

const name = z.enum(happeningNames);

/** An event by its name; or with an id of its own, so that it can come again, and a time (unix seconds). */
const event = z.union([
  name.transform((name) => ({ name, id: undefined, timestamp: undefined })),
  z.strictObject({ name, id: z.string().min(1).optional(), timestamp: z.int().optional() }),
]);

/** Which messages: by address, by one of their custom arguments, or by id. All that fit. */
const choice = z
  .strictObject({
    to: z.string().optional(),
    args: z.record(z.string(), z.string()).optional(),
    id: z.string().optional(),
    events: z.array(event).min(1),
  })
  .refine(({ to, args, id }) => to ?? args ?? id, "has to name to, args or id");

/**
 * `POST /events` lets something happen to messages and sends it to the webhooks; 404 where no message fits.
 * `GET /messages` lists everybody who was written to, `PUT /activity` says whether Email Activity is paid for.
 */
export const control = new Hono<{ Bindings: Desk }>()
  .basePath("/_sandbox/sendgrid")
  .get("/messages", (c) => c.json({ messages: messagesOf(c.env.account).all() }))
  .put("/activity", async (c) => {
    Object.assign(activityOf(c.env.account), z.strictObject({ paid: z.boolean() }).parse(await json(c)));
    return c.body(null, 204);
  })
  .post("/events", async (c) => {
    const { events, ...wanted } = choice.parse(await json(c));
    const messages = messagesOf(c.env.account).all().filter(fits(wanted));
    if (messages.length === 0) return notFound(c);
    const sent: object[] = [];
    let webhooks = 0;
    for (const { name, id, timestamp } of events) {
      const told = await happen(c.env, { name, messages, id, at: timestamp && timestamp * 1000 });
      sent.push(...told.events);
      webhooks += told.webhooks;
    }
    return c.json({ events: sent, webhooks }, 202);
  });
control.onError(broken);
control.notFound(notFound);

function fits({ to, args = {}, id }: Omit<z.output<typeof choice>, "events">) {
  return (message: Message) =>
    (to ?? message.to) === message.to &&
    (id ?? message.id) === message.id &&
    Object.entries(args).every(([name, value]) => message.args[name] === value);
}
