import { Problem } from "../../../../kit/problem.ts";
import { type VendorFailure, vendorFailure } from "../../../../kit/vendor-failure.ts";
import { vendorMisconfigured, vendorUnavailable } from "../../../../kit/vendor-problem.ts";
import { NoSession } from "../../../../protocols/smtp/connect.ts";
import type { Handed } from "../../../../protocols/smtp/session.ts";
import type { Reply } from "../../../../protocols/smtp/wire.ts";
import type { Outcome } from "../../driver.ts";

/** What became of a message, and what that means for those behind it. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Why it was not taken, for whoever runs the house. Null where the message itself is why. */
  readonly reason: Problem | null;
  /** No further message will be taken over this connection. */
  readonly stop: boolean;
}

/** By these an account has sent enough for a day (Gmail, Outlook), although they look final. */
const dayIsOver = new Set(["5.4.5", "5.1.90"]);
/** Replies that are about who sends and not about a message (RFC 4954, section 6). */
const notLoggedIn = new Set([530, 534, 535, 538]);
/** A message that is too large (RFC 1870): the one reason of its own that `MAIL FROM` is refused for. */
const tooLarge = 552;
/** Bad sequence of commands: the session's fault, and no message's. */
const badSequence = 503;
/** The server is about to close the connection. */
const closing = 421;

/** Why there is no session. */
export function openingProblem(error: unknown): Problem {
  if (!(error instanceof NoSession)) return unavailable("no session");
  const { obstacle, reply } = error;
  if (obstacle === "tls")
    return misconfigured("SMTP_HOST, SMTP_TLS", "no trusted encrypted connection comes about", reply);
  if (obstacle === "silence")
    return unavailable("no answer in time; where none ever comes, SMTP_TLS does not fit SMTP_PORT");
  return unavailable(obstacle === "refusal" ? "no session is given" : "no connection", reply);
}

/** Why nobody was let in. `setting`: what would have to be right besides SMTP_USER. */
export function loginProblem(answer: unknown, setting: string): Problem {
  if (answer instanceof Problem) return answer;
  const reply = answer instanceof Error ? undefined : (answer as Reply);
  if (reply === undefined || reply.status < 500 || reply.status === closing)
    return unavailable("no login", reply);
  return misconfigured(`SMTP_USER, ${setting}`, "the account is not let in", reply);
}

/** What came of handing in a message; a server's own words are left out, because they repeat addresses. */
export function verdictOn(handed: Handed, ours: string): Verdict {
  if (handed.step === "broken") {
    const outcome = handed.ended ? "unknown" : "left";
    return { outcome: { outcome }, reason: unavailable("the connection broke"), stop: true };
  }
  const { step, reply } = handed;
  if (step === "end" && reply.status === 250) return taken(ours, reply);
  const reason = accountProblem(step, reply);
  if (reason) return { outcome: { outcome: "left" }, reason, stop: true };
  if (reply.status >= 500 && reply.status !== badSequence) return refused(reply.code ?? String(reply.status));
  const stop = reply.status === closing;
  return { outcome: { outcome: "left" }, reason: unavailable("not taken now", reply), stop };
}

/** It never will be taken: `failure` is the enhanced status code where there is one. */
export function refused(failure: string): Verdict {
  return { outcome: { outcome: "refused", failure }, reason: null, stop: false };
}

/** Outlook gives a mail a Message-ID of its own, and says so; elsewhere ours stays. */
function taken(ours: string, { lines }: Reply): Verdict {
  const [, theirs] = /^2\.0\.0 OK <([^<>\s]+)>/.exec(lines.at(-1) ?? "") ?? [];
  const vendorId = (theirs ?? ours).slice(0, 255);
  return { outcome: { outcome: "taken", vendorId }, reason: null, stop: false };
}

function accountProblem(step: string, reply: Reply): Problem | null {
  const { status, code } = reply;
  if (code && dayIsOver.has(code)) return unavailable("the account's day is used up", reply);
  if (notLoggedIn.has(status)) return misconfigured("SMTP_USER", "the account may not send", reply);
  if (step === "mail" && status >= 500 && status !== tooLarge && status !== badSequence)
    return misconfigured("EMAIL_FROM, SMTP_FROM", "the account may not send as this address", reply);
  return null;
}

/** A setting that is wrong. */
function misconfigured(setting: string, why: string, reply?: Reply): Problem {
  return vendorFailure(vendorMisconfigured, { ...causeOf(reply), reason: `${setting}: ${why}` });
}

/** The server is not there, or not well. */
function unavailable(reason: string, reply?: Reply): Problem {
  return vendorFailure(vendorUnavailable, { ...causeOf(reply), reason });
}

function causeOf(reply: Reply | undefined): VendorFailure {
  if (!reply) return { vendor: "smtp" };
  return { vendor: "smtp", status: reply.status, ...(reply.code && { code: reply.code }) };
}
