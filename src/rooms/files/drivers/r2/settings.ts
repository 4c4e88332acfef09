import * as z from "zod";
import { type Bucket, pathStyleBucket } from "../../../../protocols/s3/address.ts";
import type { Credentials } from "../../../../protocols/s3/presign.ts";

/** What the r2 driver asks for: the binding always, and outside development what signs URLs. */
export const settings = z
  .object({
    ENVIRONMENT: z.string().optional(),
    FILES_BUCKET: z.custom<R2Bucket>((value) => typeof value === "object" && value !== null),
    /** The name of the bucket behind the binding. */
    R2_BUCKET: z.string().min(3).default("tov-files"),
    /** Whose S3 API it is; a bucket with a jurisdiction names its endpoint instead. */
    R2_ACCOUNT_ID: z.string().min(1).optional(),
    R2_ENDPOINT: z.url().optional(),
    R2_ACCESS_KEY_ID: z.string().min(1).optional(),
    R2_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  })
  .superRefine((given, context) => {
    if (isLocal(given)) return;
    const missing = (["R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"] as const).filter((name) => !given[name]);
    const hasPlace = given.R2_ACCOUNT_ID || given.R2_ENDPOINT;
    for (const name of hasPlace ? missing : ["R2_ACCOUNT_ID", ...missing]) {
      context.addIssue({ code: "custom", path: [name], message: "is needed to sign URLs" });
    }
  });

type R2Settings = z.output<typeof settings>;

/** Development without an account: wrangler keeps the bucket on this machine. */
export function isLocal({ ENVIRONMENT, R2_ACCOUNT_ID, R2_ENDPOINT }: Partial<R2Settings>): boolean {
  return ENVIRONMENT === "development" && !R2_ACCOUNT_ID && !R2_ENDPOINT;
}

/** The S3 API of the bucket. In development wrangler serves it on the very origin that the browser uses. */
export function s3Side(settings: R2Settings): {
  credentials: Credentials;
  bucketFor(origin: string): Bucket;
} {
  const at = (endpoint: string) => pathStyleBucket(endpoint, settings.R2_BUCKET, "auto");
  if (isLocal(settings)) {
    const credentials = { accessKeyId: "local", secretAccessKey: "local-secret" };
    return { credentials, bucketFor: (origin) => at(`${origin}/cdn-cgi/local/r2/s3`) };
  }
  const { R2_ACCESS_KEY_ID: accessKeyId = "", R2_SECRET_ACCESS_KEY: secretAccessKey = "" } = settings;
  const bucket = at(settings.R2_ENDPOINT ?? `https://${settings.R2_ACCOUNT_ID}.r2.cloudflarestorage.com`);
  return { credentials: { accessKeyId, secretAccessKey }, bucketFor: () => bucket };
}
