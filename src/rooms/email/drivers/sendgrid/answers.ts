import * as z from "zod";
import type { Problem } from "../../../../kit/problem.ts";
import { readText } from "../../../../kit/read-text.ts";
import { type VendorFailure, vendorFailure } from "../../../../kit/vendor-failure.ts";
import { vendorMisconfigured, vendorRefused, vendorUnavailable } from "../../../../kit/vendor-problem.ts";
import type { World } from "../../../../kit/world.ts";
import type { Outcome } from "../../driver.ts";

/** Statuses of which `outcomesOf` reads the reasons: SendGrid names what it does not like. */
export const explained = [400, 401, 403, 413, 422, 429] as const;

/** Bytes of an answer: a thousand faults of some hundred bytes each. */
const longestAnswer = 1024 * 1024;
/** Seconds. When credits come back is documented nowhere; with these a day ends for us soon after it does for SendGrid. */
const longestWait = 4 * 60 * 60;

const answer = z.object({
  errors: z
    .array(z.object({ message: z.string().catch(""), field: z.string().nullish().catch(null) }))
    .min(1),
});
type Fault = z.output<typeof answer>["errors"][number];

/**
 * What an answer says of the recipients of a request, in its order.
 * @throws vendor problems when it says that nobody's e-mail was taken, and that it is nobody's fault
 */
export async function outcomesOf(
  response: Response,
  { recipients, world }: { recipients: number; world: Pick<World, "now" | "log"> },
): Promise<Outcome[]> {
  const every = (outcome: Outcome) => Array.from({ length: recipients }, () => outcome);
  if (response.ok) {
    await response.body?.cancel().catch(() => {});
    // 200 is for mails that are only looked at; nothing but 202 says that it will be sent.
    if (response.status !== 202) return every({ outcome: "unknown" });
    return every({ outcome: "taken", vendorId: response.headers.get("X-Message-Id") });
  }
  const faults = await faultsOf(response);
  const outcomes = verdict(response.status, faults, recipients);
  // Messages may repeat an address, so they stay here.
  world.log.warn("vendor-call-failed", { ...causeOf(response, faults) });
  if (outcomes) return outcomes;
  throw problemOf(response, faults, world.now());
}

async function faultsOf(response: Response): Promise<Fault[]> {
  try {
    return answer.parse(JSON.parse(await readText(response, longestAnswer))).errors;
  } catch {
    return [];
  }
}

const ofRecipient = /^personalizations\.(\d+)(?:\.(\w+))?/;

/** Who is refused; null when the reason is neither in the message nor in an address. */
function verdict(status: number, faults: readonly Fault[], recipients: number): Outcome[] | null {
  const every = (outcome: Outcome) => Array.from({ length: recipients }, () => outcome);
  if (status === 413) return every({ outcome: "refused", failure: "mail-too-large" });
  if (![400, 422].includes(status) || faults.length === 0 || isSettings(faults[0]?.field)) return null;
  const general = faults.find(({ field }) => !ofRecipient.test(field ?? ""));
  if (general) return every({ outcome: "refused", failure: codeOf(general.field) });
  const refusals = new Map(faults.flatMap(refusalOf));
  // One address that it does not like makes SendGrid turn down all of them.
  return every({ outcome: "left" }).map((left, at) => {
    const failure = refusals.get(at);
    return failure === undefined ? left : { outcome: "refused", failure };
  });
}

function refusalOf({ field }: Fault): [number, string][] {
  const [, index, part] = ofRecipient.exec(field ?? "") ?? [];
  if (index === undefined) return [];
  return [[Number(index), part === "to" ? "address-refused" : codeOf(part)]];
}

/** The sender is a setting, and no e-mail's fault. */
const isSettings = (field: Fault["field"] | undefined) => /^from(?:\.|$)/.test(field ?? "");

/** `vendor-refused`, and which part of the request it was. What is no path into it may be anything. */
function codeOf(field: Fault["field"]): string {
  const [, part] = /^([a-z_]{1,40})(?:\.[\w.]*)?$/.exec(field ?? "") ?? [];
  return part ? `vendor-refused:${part}` : "vendor-refused";
}

const outOfCredits = /maximum credits exceeded|exceeded your messaging limits/i;

/** What is wrong when it is nobody's fault. */
function problemOf(response: Response, faults: readonly Fault[], now: number): Problem {
  const { status, headers } = response;
  const cause = (reason: string) => ({ ...causeOf(response, faults), reason });
  // Known to come as a 401 and as a 403.
  if (faults.some(({ message }) => outOfCredits.test(message)))
    return vendorFailure(vendorUnavailable, cause("no credits left"), untilMorning(now));
  if (status === 429) return vendorFailure(vendorUnavailable, cause("too many"), waitOf(headers, now));
  if (status === 401) return vendorFailure(vendorMisconfigured, cause("SENDGRID_API_KEY"));
  if (status === 403) return vendorFailure(vendorMisconfigured, cause("SENDGRID_API_KEY or EMAIL_FROM"));
  if (isSettings(faults[0]?.field)) return vendorFailure(vendorMisconfigured, cause("EMAIL_FROM"));
  return vendorFailure(vendorUnavailable, cause("refused, and nobody can read why"));
}

/** For the log: the field is a path into our request. */
function causeOf({ status }: Response, faults: readonly Fault[]): VendorFailure {
  const field = faults[0]?.field ?? "";
  return { vendor: "sendgrid", status, ...(/^[\w.]{1,80}$/.test(field) && { code: field }) };
}

/** Seconds until the next day in UTC, or the longest that it makes sense to wait. */
function untilMorning(now: number): number {
  const day = 24 * 60 * 60;
  return Math.min(longestWait, day - (Math.floor(now / 1000) % day));
}

/** Seconds: SendGrid says until when in unix time, and others on its way may say how long (RFC 9110, section 10.2.3). */
function waitOf(headers: Headers, now: number): number | undefined {
  const after = headers.get("Retry-After") ?? "";
  const reset = headers.get("X-RateLimit-Reset") ?? "";
  if (/^\d+$/.test(after)) return Math.min(Number(after), longestWait);
  if (!/^\d+$/.test(reset)) return undefined;
  return Math.min(Math.max(0, Number(reset) - Math.floor(now / 1000)), longestWait);
}

/** Statuses by which a server on the way says that it had no answer from behind (RFC 9110, sections 15.6.3 and 15.6.5). */
const lost = [502, 504];

/**
 * What a call that failed says: null when nobody knows whether it had its effect.
 * @throws the problem, when it certainly had none
 */
export function withoutAnswer(error: unknown): null {
  const { vendor, status } = ((error as Problem).cause ?? {}) as Partial<VendorFailure>;
  // An address that does not know mails has taken none: it is not SendGrid's.
  if (vendorRefused.matches(error)) throw vendorMisconfigured({ cause: (error as Problem).cause });
  if (!vendorUnavailable.matches(error) || vendor !== "sendgrid") throw error;
  if (status === undefined || lost.includes(status)) return null;
  throw error;
}
