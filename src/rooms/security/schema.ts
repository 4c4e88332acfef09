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

export const resealed = z
  .object({
    resealed: z.number().int().describe("Values that this call sealed anew."),
    remaining: z.number().int().describe("Values that another key than the newest has sealed."),
    nextCursor: z.string().nullable().describe("Null at the end of the walk."),
  })
  .meta({ id: "Resealed" });

const values = z.record(z.string(), z.unknown()).nullable();

export const auditEntry = z
  .object({
    id: z.string(),
    at: z.number().int().describe("Epoch milliseconds."),
    actor: z.string().describe("The id of the key that was used; `admin` is ADMIN_API_KEY."),
    action: z.string().describe("Such as `file.delete`."),
    subject: z.object({ kind: z.string(), id: z.string() }),
    before: values.describe("The fields that changed, as they were; what is personal is masked."),
    after: values.describe("The same fields afterwards."),
    requestId: z.string().nullable().describe("Finds the request in the log."),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.output<typeof auditEntry>;

export const auditFilter = z.object({
  actor: z.string().max(128).optional(),
  action: z.string().max(64).optional(),
  subjectKind: z.string().max(64).optional(),
  subjectId: z.string().max(255).optional(),
});
export type AuditFilter = z.output<typeof auditFilter>;
