import { expect } from "vitest";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { atSandbox, setUpEventWebhook } from "../../scripts/event-webhook.ts";
import { callsTo } from "./sandbox-calls.ts";

/** Has the sandbox's SendGrid tell that URL of everything, signed. Answers the public key, as SendGrid shows it. */
export function tellEverything(sandbox: Sandbox, key: string, url: string): Promise<string> {
  return setUpEventWebhook((request) => sandbox.fetch(atSandbox(request)), { key, url });
}

/** Which messages something happens to: those to an address, with a custom argument, or of an id. */
export interface Choice {
  to?: string;
  args?: Record<string, string>;
  id?: string;
}

/** An event by its name in the sandbox; `id` lets it come again, `timestamp` (unix seconds) at another time. */
export type Happening = string | { name: string; id?: string; timestamp?: number };

/** An event as SendGrid posts it. */
export interface SentEvent {
  email: string;
  event: string;
  timestamp: number;
  sg_event_id: string;
  sg_message_id: string;
  [name: string]: unknown;
}

/** Lets events happen to messages; the webhooks wait to be taken. Answers the events, in their order. */
export async function happen(
  sandbox: Sandbox,
  key: string,
  { events, ...choice }: Choice & { events: readonly Happening[] },
): Promise<SentEvent[]> {
  const response = await callsTo(sandbox, key).post(`_sandbox/sendgrid/events?key=${key}`, {
    ...choice,
    events,
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { events: SentEvent[] }).events;
}

/** Everybody whom SendGrid was given to write to, in its order. */
export async function messagesSent(
  sandbox: Sandbox,
  key: string,
): Promise<{ id: string; to: string; args: Record<string, string> }[]> {
  const response = await callsTo(sandbox, key).get(`_sandbox/sendgrid/messages?key=${key}`);
  return ((await response.json()) as { messages: { id: string; to: string; args: Record<string, string> }[] })
    .messages;
}
