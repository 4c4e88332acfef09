import type { Problem } from "../../../../kit/problem.ts";
import type { World } from "../../../../kit/world.ts";
import { openSession } from "../../../../protocols/smtp/connect.ts";
import type { SaslMechanism } from "../../../../protocols/smtp/sasl.ts";
import type { Session } from "../../../../protocols/smtp/session.ts";
import { domainOf } from "../../address.ts";
import type { Mailing, Outcome, Recipient } from "../../driver.ts";
import { loginProblem, openingProblem, refused, type Verdict, verdictOn } from "./failure.ts";
import { composeMessage, isSendable } from "./message.ts";
import type { Home } from "./presets.ts";

/** How long is waited, in milliseconds. */
export interface Patience {
  /** From a call's beginning until its last message is begun, and until it is over. */
  readonly begin: number;
  readonly end: number;
  /** For opening a session, for logging in, and for the answer to a good-bye. */
  readonly opening: number;
  readonly login: number;
  readonly goodbye: number;
}

/** Whoever asks gives a call about a minute. */
const usual: Patience = { begin: 30_000, end: 40_000, opening: 10_000, login: 10_000, goodbye: 500 };

/** Who sends, and where. */
export interface Parts {
  readonly home: Home;
  readonly login: Login;
  readonly world: World;
}

/** How to log in. */
export interface Login {
  readonly mechanism: SaslMechanism;
  /** What has to be right for it besides SMTP_USER. */
  readonly setting: string;
}

/**
 * Hands in a mailing over one connection: a message for each recipient, one after the other. What is not reached in time,
 * or is behind where the connection broke, is left.
 * @throws `vendor-unavailable` and `vendor-misconfigured` where that is all that came of it
 */
export async function sendMailing(
  mailing: Mailing,
  parts: Parts,
  patience = usual,
): Promise<readonly Outcome[]> {
  const begun = parts.world.now();
  const until = begun + patience.end;
  const session = await logIn(parts, patience);
  const verdicts: Verdict[] = [];
  try {
    for (const recipient of mailing.recipients) {
      if (verdicts.at(-1)?.stop || parts.world.now() - begun >= patience.begin) break;
      verdicts.push(await sendOne(session, { mailing, recipient, until, ...parts }));
    }
  } finally {
    await session.end(patience.goodbye);
  }
  throwIfNothingElse(verdicts);
  return mailing.recipients.map((_, at) => verdicts[at]?.outcome ?? { outcome: "left" });
}

async function logIn({ home, login, world }: Parts, patience: Patience): Promise<Session> {
  const access = { ...home, name: domainOf(home.from.email), patience: patience.opening };
  const session = await openSession(access, world.connect).catch((error) => {
    throw openingProblem(error);
  });
  const answer = await session.login(login.mechanism, patience.login).catch((error: unknown) => error);
  if ((answer as { status?: number }).status === 235) return session;
  await session.end(patience.goodbye);
  throw loginProblem(answer, login.setting);
}

/** An answer of nothing but `left` would have the same asked for again at once; a problem has it wait, or go elsewhere. */
function throwIfNothingElse(verdicts: readonly Verdict[]): void {
  const reason: Problem | null | undefined = verdicts[0]?.reason;
  if (reason && verdicts.every(({ outcome }) => outcome.outcome === "left")) throw reason;
}

interface Turn extends Parts {
  readonly mailing: Mailing;
  readonly recipient: Recipient;
  /** When the call has to be over, epoch milliseconds. */
  readonly until: number;
}

async function sendOne(session: Session, turn: Turn): Promise<Verdict> {
  const { mailing, recipient, until, home, world } = turn;
  if (!isSendable(recipient.to.email)) return refused("5.1.3");
  const now = world.now();
  const message = composeMessage(mailing, recipient, { from: home.from, date: new Date(now) });
  const verdict = verdictOn(await session.handIn(message, until - now), message.id);
  const { outcome, reason, stop } = verdict;
  if (outcome.outcome === "taken") return verdict;
  world.log.warn("email.smtp-not-taken", { email: recipient.id, ...outcome, cause: reason?.cause });
  return stop || (await session.reset(until - world.now())) ? verdict : { ...verdict, stop: true };
}
