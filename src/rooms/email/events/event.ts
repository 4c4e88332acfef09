import * as z from "zod";

/**
 * What a vendor may tell of an e-mail. `processed`: it has begun. `deferred`: the recipient's server wants it later.
 * `bounce`: that server will never take it. `blocked`: it did not take it this time. `dropped`: the vendor did not even try,
 * for the reason in `detail`. `complaint`: its recipient calls it spam. `unsubscribe`: its recipient wants no more of its kind.
 */
export const eventKind = z.enum([
  ...(["processed", "deferred", "delivered", "open", "click"] as const),
  ...(["bounce", "blocked", "dropped", "complaint", "unsubscribe"] as const),
]);
export type EventKind = z.output<typeof eventKind>;

/** Why a vendor did not even try: what stands as `detail` with `dropped`. */
export const dropReasons = ["bounced", "invalid", "complaint", "unsubscribed", "other"] as const;
export type DropReason = (typeof dropReasons)[number];

/** Something that happened to an e-mail, in the words of this house. */
export interface EmailEvent {
  /** The vendor's, by which a repetition is told: at most 255 visible characters of ASCII. */
  readonly id: string;
  /** The id of the e-mail's row. */
  readonly message: string;
  readonly kind: EventKind;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Whether a program did it and not a person. */
  readonly machine: boolean;
  /** A class or a code, never an address: at most 255 characters. */
  readonly detail: string | null;
}

type Meaning = Pick<EmailEvent, "kind" | "detail">;

/** Whether nothing will ever arrive at this address. */
export function isPermanent({ kind, detail }: Meaning): boolean {
  return kind === "bounce" || (kind === "dropped" && (detail === "bounced" || detail === "invalid"));
}

/** Whether its owner has called e-mails of this sender spam. */
export function isComplaint({ kind, detail }: Meaning): boolean {
  return kind === "complaint" || (kind === "dropped" && detail === "complaint");
}

/** Whether its owner has taken back what advertising needs (정보통신망법 §50②): by asking for no more, or by a complaint. */
export function isWithdrawal(event: Meaning): boolean {
  const { kind, detail } = event;
  return kind === "unsubscribe" || (kind === "dropped" && detail === "unsubscribed") || isComplaint(event);
}
