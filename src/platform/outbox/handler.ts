import type * as z from "zod";
import type { Topic } from "../../kit/topic.ts";

/** What a handler may want to know of the message beside its payload. */
export interface Attempt {
  /** The same at every attempt, so that receivers can tell a repetition. */
  readonly id: string;
  /** 1 the first time. */
  readonly number: number;
}

/**
 * Does the work of a topic. It may be run twice, also at once and also after it has succeeded, and must be harmless twice.
 * A `vendor-refused` problem means that no repetition will help; after anything else that it throws it is run again.
 */
export interface Handler {
  readonly topic: Topic;
  handle(payload: unknown, attempt: Attempt): Promise<unknown>;
}

/** Puts a handler to its topic. */
export function on<Payload extends z.ZodType>(
  topic: Topic<Payload>,
  handle: (payload: z.output<Payload>, attempt: Attempt) => Promise<unknown>,
): Handler {
  // The topic's schema has read the payload before a handler sees it.
  return {
    topic: topic as Topic,
    handle: (payload, attempt) => handle(payload as z.output<Payload>, attempt),
  };
}
