import * as z from "zod";
import type { VendorFailure } from "../../../../kit/vendor-failure.ts";
import { vendorJson } from "../../../../kit/vendor-fetch.ts";
import { vendorMisconfigured, vendorRefused, vendorUnavailable } from "../../../../kit/vendor-problem.ts";
import type { World } from "../../../../kit/world.ts";
import type { EmailDriver } from "../../driver.ts";

const MINUTE = 60_000;
/** Milliseconds after a call within which its mails may not show yet. */
const LATE = 10 * MINUTE;
/** Milliseconds after which nothing is late any more, even where nothing else shows that Email Activity keeps up. */
const SETTLED = 6 * 60 * MINUTE;
/** Milliseconds for which Email Activity remembers without being paid extra for. */
const REMEMBERED = 3 * 24 * 60 * MINUTE;

const found = z.object({ messages: z.array(z.object({ msg_id: z.string() })) });

/**
 * Asks Email Activity (`GET /v3/messages` of spec/json/tsg_email_activity_v3.json) for the mails of a call. It comes late,
 * by minutes on most days and by hours on bad ones, so that it shows nothing says little by itself: a call counts as
 * not taken once something shows that happened after it.
 */
export async function lookUp(
  { mailing, madeAt }: { mailing: string; madeAt: number },
  { origin, headers, world }: { origin: string; headers: Record<string, string>; world: World },
): ReturnType<EmailDriver["lookUp"]> {
  const ask = async (query: string) => {
    const url = `${origin}/v3/messages?limit=1&query=${encodeURIComponent(query)}`;
    // Six questions a minute are all there are: another one at once would take somebody else's.
    const { messages } = await vendorJson(
      world,
      url,
      { vendor: "sendgrid", headers, repeatable: false },
      found,
    );
    return messages.length > 0;
  };
  const age = world.now() - madeAt;
  try {
    if (await ask(`unique_args['tov_claim']="${mailing}"`)) return "taken";
    if (age < LATE || age > REMEMBERED) return "unknown";
    if (age > SETTLED) return "left";
    const since = `TIMESTAMP "${timestamp(madeAt + MINUTE)}" AND TIMESTAMP "${timestamp(world.now())}"`;
    return (await ask(`last_event_time BETWEEN ${since}`)) ? "left" : "unknown";
  } catch (error) {
    return whyNot(error);
  }
}

/** It is paid for extra: without that, it answers 403, or 400 and "authorization required". @throws what passes */
function whyNot(error: unknown): "unknown" {
  const { status, ...cause } = ((error as Error).cause ?? {}) as VendorFailure;
  if (vendorMisconfigured.matches(error) && status === 403) return "unknown";
  if (!vendorRefused.matches(error)) throw error;
  if (status !== undefined) return "unknown";
  // A 2xx that nobody can read says nothing, not even that it will stay so.
  throw vendorUnavailable({ cause });
}

function timestamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
