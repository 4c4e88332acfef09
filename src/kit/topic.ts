import type * as z from "zod";

/**
 * A kind of work that must not be lost. Its payload names what the work is about by ids and never holds anything
 * personal: messages are kept, listed and logged. A room that does such work keeps its topics in `topics.ts`.
 */
export interface Topic<Payload extends z.ZodType = z.ZodType> {
  /** `<room>.<what is to be done>`, for example `email.deliver`; 64 characters at most. */
  readonly name: string;
  /** As JSON, 65,535 bytes at most. */
  readonly payload: Payload;
  /** One piece of the work. @throws ZodError for a payload that is not the topic's. */
  message(payload: z.input<Payload>, options?: MessageOptions): Message;
}

export interface MessageOptions {
  /** Not to be done before then (epoch milliseconds); else at once. */
  notBefore?: number;
  /** A second message of the topic with the same key is not recorded; 255 characters at most. */
  dedupeKey?: string;
}

/** Work to be recorded in the outbox. */
export interface Message extends MessageOptions {
  readonly topic: string;
  readonly payload: unknown;
}

/** Declares a topic. */
export function defineTopic<Payload extends z.ZodType>(name: string, payload: Payload): Topic<Payload> {
  return {
    name,
    payload,
    message: (given, options = {}) => ({ ...options, topic: name, payload: payload.parse(given) }),
  };
}
