import * as z from "zod";
import { defineDriver } from "../../../kit/driver.ts";
import type { VendorFailure } from "../../../kit/vendor-failure.ts";
import { vendorJson } from "../../../kit/vendor-fetch.ts";
import { vendorRefused, vendorUnavailable } from "../../../kit/vendor-problem.ts";
import type { PurgeDriver } from "../driver.ts";
import type { PurgeRequest } from "../schema.ts";

const answer = z.object({ success: z.literal(true), result: z.object({ id: z.string() }) });

/**
 * Cloudflare's purge API: all data centres, entries of the Cache API included. The token needs Zone > Cache Purge.
 * Plans limit it (Free: 5 calls a minute but for urls): a 429 is unavailable, and says when to come back
 * (developers.cloudflare.com/api/resources/cache/methods/purge).
 */
export const cloudflare = defineDriver<PurgeDriver>()({
  settings: z.object({
    CLOUDFLARE_API_TOKEN: z.string(),
    CLOUDFLARE_ZONE_ID: z.string(),
    // Without it nobody knows under which addresses the zone has our files.
    PUBLIC_ORIGIN: z.url(),
  }),
  open: ({ CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_ZONE_ID: zone }, world) => ({
    reach: "everywhere",
    async purge(request) {
      const url = `https://api.cloudflare.com/client/v4/zones/${encodeURIComponent(zone)}/purge_cache`;
      const call = {
        vendor: "cloudflare",
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify(toBody(request)),
        repeatable: true,
        errorCode,
      };
      await vendorJson(world, url, call, answer).catch(unlessRefused);
    },
  }),
});

/** A status says no; a 2xx that nobody can read says nothing, and purging twice is harmless. */
function unlessRefused(error: unknown): never {
  const unread = vendorRefused.matches(error) && (error.cause as VendorFailure).status === undefined;
  throw unread ? vendorUnavailable({ cause: error.cause }) : error;
}

function toBody({ urls, everything, tags, prefixes }: PurgeRequest): object {
  return { files: urls, purge_everything: everything, tags, prefixes };
}

function errorCode(body: string): string | undefined {
  const errors = z.object({ errors: z.array(z.object({ code: z.number() })) });
  const [error] = errors.parse(JSON.parse(body)).errors;
  return error && String(error.code);
}
