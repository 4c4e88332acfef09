import type { Withdrawal } from "../consents/withdrawal-store.ts";
import { type EmailEvent, isComplaint, isWithdrawal } from "./event.ts";

/** Whose consents end, by whom and when. */
export interface EndedConsents {
  readonly digests: readonly string[];
  readonly withdrawal: Withdrawal;
}

/** Times that are told apart in one delivery, for each way to withdraw: each costs two statements. */
const TIMES = 4;

/**
 * The consents that events end. Each ends what was agreed to before it happened, and nothing that was agreed to since, however
 * late the event comes. Of more times than a few, neighbours count as the latest of them: rather one withdrawal too many,
 * of which its owner is told, than one too few.
 * @param digests of the recipients, by e-mail
 */
export function consentsEndedBy(
  events: readonly EmailEvent[],
  digests: ReadonlyMap<string, string>,
): EndedConsents[] {
  const ending = events
    .filter((event) => isWithdrawal(event) && digests.has(event.message))
    .toSorted((a, b) => a.at - b.at);
  const byWay = Map.groupBy(ending, (event) => (isComplaint(event) ? "complaint" : "vendor"));
  return [...byWay].flatMap(([by, all]) =>
    neighbours(all).map((some) => ({
      digests: [...new Set(some.map(({ message }) => digests.get(message)!))].toSorted(),
      withdrawal: { by, at: some.at(-1)!.at },
    })),
  );
}

/** Ordered events in a few groups, those of one time together. */
function neighbours(ordered: readonly EmailEvent[]): EmailEvent[][] {
  const times = [...Map.groupBy(ordered, ({ at }) => at).values()];
  const size = Math.ceil(times.length / TIMES);
  return [...Map.groupBy(times.entries(), ([index]) => Math.floor(index / size)).values()].map((some) =>
    some.flatMap(([, events]) => events),
  );
}
