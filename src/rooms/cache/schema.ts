import * as z from "zod";

/** Cloudflare takes this many of a kind in one call (developers.cloudflare.com/cache/how-to/purge-cache). */
const most = 100;

const url = z.url({ protocol: /^https?$/ }).max(2000);
const tag = z.string().regex(/^[\x21-\x2b\x2d-\x7e]{1,1024}$/);
const prefix = z
  .string()
  .max(2000)
  .regex(/^[\w.-]+\.[\w-]+(?:\/[^\s?#]*)?$/);

/** What is to be taken out of the caches. */
export const purgeRequest = z
  .strictObject({
    urls: z.array(url).min(1).max(most).optional(),
    tags: z.array(tag).min(1).max(most).optional().describe("Cache-Tag values."),
    prefixes: z.array(prefix).min(1).max(most).optional().describe("`www.example.org/blog`."),
    everything: z.literal(true).optional(),
  })
  .meta({ id: "PurgeRequest", description: "Exactly one of four ways to say what." });
export type PurgeRequest = z.output<typeof purgeRequest>;

export const purged = z
  .object({
    reach: z
      .enum(["data-centre", "everywhere"])
      .describe("Which caches were purged: those of the data centre that answered, or all."),
  })
  .meta({ id: "Purged" });
export type Purged = z.output<typeof purged>;
