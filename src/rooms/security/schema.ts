import * as z from "zod";
import { scopes } from "../../kit/caller.ts";

export const scope = z.enum(scopes).describe("`admin` allows everything.");

export const newApiKey = z.object({
  name: z.string().trim().min(1).max(100).describe("Who or what uses the key, for people to recognise it."),
  scopes: z.array(scope).min(1).max(20),
  expiresAt: z
    .number()
    .int()
    // No time since 2001 is so small in milliseconds; in seconds every one is.
    .min(1_000_000_000_000)
    .optional()
    .describe("Epoch milliseconds; never without it."),
});
export type NewApiKey = z.output<typeof newApiKey>;

export const apiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(scope),
    createdAt: z.number().int(),
    expiresAt: z.number().int().nullable(),
    revokedAt: z.number().int().nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.output<typeof apiKey>;

export const issuedApiKey = z
  .object({
    ...apiKey.shape,
    key: z.string().describe("The key itself. It is shown this once and stored nowhere."),
  })
  .meta({ id: "IssuedApiKey" });
