import * as z from "zod";
import { contentDisposition } from "../../../kit/content-disposition.ts";
import { defineDriver } from "../../../kit/driver.ts";
import { sendExactly } from "../../../kit/exact-length.ts";
import type { Problem } from "../../../kit/problem.ts";
import { vendorFailure } from "../../../kit/vendor-failure.ts";
import { vendorRefused, vendorUnavailable } from "../../../kit/vendor-problem.ts";
import { type Bucket, pathStyleBucket } from "../../../protocols/s3/address.ts";
import { createS3Client } from "../../../protocols/s3/client.ts";
import { listParts } from "../../../protocols/s3/multipart.ts";
import { type Credentials, createPresigner } from "../../../protocols/s3/presign.ts";
import { signDownload, signUpload } from "../../../protocols/s3/signed-urls.ts";
import type { PutOptions, SignOptions, StorageDriver, StoredObject } from "../driver.ts";
import { partsAsObjects } from "./r2/parts-as-objects.ts";

const access = {
  /** Whose S3 API it is; a bucket with a jurisdiction names its endpoint instead. */
  R2_ACCOUNT_ID: z.string().min(1).optional(),
  R2_ENDPOINT: z.url().optional(),
  R2_ACCESS_KEY_ID: z.string().min(1).optional(),
  R2_SECRET_ACCESS_KEY: z.string().min(1).optional(),
};

const settings = z
  .object({
    ENVIRONMENT: z.string().optional(),
    FILES_BUCKET: z.custom<R2Bucket>((value) => typeof value === "object" && value !== null),
    /** The name of the bucket behind the binding. */
    R2_BUCKET: z.string().min(3).default("tov-files"),
    ...access,
  })
  .superRefine((given, context) => {
    if (isLocal(given)) return;
    const missing = (["R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"] as const).filter((name) => !given[name]);
    const named =
      given.R2_ACCOUNT_ID || given.R2_ENDPOINT ? missing : (["R2_ACCOUNT_ID", ...missing] as const);
    for (const name of named)
      context.addIssue({ code: "custom", path: [name], message: "is needed to sign URLs" });
  });

type R2Settings = z.output<typeof settings>;

/** What R2 answers, as `message (code)`, when the upload is gone, a part is missing, or one is too small. */
const notTheseParts = [10024, 10025, 10011];
const invalidRange = 10039;

/**
 * Cloudflare R2. Bytes go through the binding; what the binding cannot do, signing and listing parts, through the S3
 * API of the same bucket. An upload in parts may be worked on from both sides (R2 Workers API reference).
 */
export const r2 = defineDriver<StorageDriver>()({
  settings,
  open(settings, world): StorageDriver {
    const bucket = settings.FILES_BUCKET;
    const { credentials, bucketFor } = s3Side(settings);
    const presign = createPresigner(credentials, "auto");
    const validity = ({ origin, expiresIn }: SignOptions) => ({
      bucketUrl: bucketFor(origin).url,
      expiresIn,
      now: world.now(),
    });

    const driver: StorageDriver = {
      name: "r2",
      browserOrigins: isLocal(settings) ? [] : [new URL(bucketFor("").url).origin],

      async head(key) {
        const object = await reach(() => bucket.head(key));
        return object && describe(object);
      },

      async open(key, { range, ifMatch } = {}) {
        const conditions = { ...(range && { range }), ...(ifMatch && { onlyIf: { etagMatches: ifMatch } }) };
        const object = await reach(() => bucket.get(key, conditions));
        return object && "body" in object
          ? { ...describe(object), body: (object as R2ObjectBody).body }
          : null;
      },

      async put(key, body, options) {
        const send = (body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>) =>
          reach(() => bucket.put(key, body, keptAs(options)));
        return describe(
          await (body instanceof ReadableStream ? sendExactly(body, options.size, send) : send(body)),
        );
      },

      // The body is that of the version which was opened, whatever is put under its key meanwhile. It runs from R2 to
      // R2 without passing through JavaScript.
      async copy(from, to, { ifMatch, ...options }) {
        const source = await driver.open(from, { ifMatch });
        return source && describe(await reach(() => bucket.put(to, source.body, keptAs(options))));
      },

      async delete(keys) {
        for (let start = 0; start < keys.length; start += 1000) {
          await reach(() => bucket.delete(keys.slice(start, start + 1000)));
        }
      },

      async list(prefix, { cursor, limit = 1000 } = {}) {
        const page = await reach(() =>
          bucket.list({ prefix, limit, ...(cursor !== undefined && { cursor }) }),
        );
        return { objects: page.objects.map(describe), cursor: page.truncated ? page.cursor : null };
      },

      async signDownload(key, { filename, type, inline = false, ...time }) {
        return signDownload(presign, key, { ...validity(time), filename, type, inline });
      },
      async signUpload(key, { size, type, ...time }) {
        return signUpload(presign, key, { ...validity(time), size, headers: { "content-type": type } });
      },
      async signPart(key, uploadId, partNumber, { size, ...time }) {
        const query = { partNumber: String(partNumber), uploadId };
        return signUpload(presign, key, { ...validity(time), size, headers: {}, query });
      },

      async beginParts(key, options) {
        return (await reach(() => bucket.createMultipartUpload(key, keptAs(options)))).uploadId;
      },
      async listParts(key, uploadId, { origin }) {
        return listParts(
          createS3Client({ vendor: "r2", bucket: bucketFor(origin), credentials }, world),
          key,
          uploadId,
        );
      },
      async finishParts(key, uploadId, parts) {
        const inOrder = parts.toSorted((a, b) => a.partNumber - b.partNumber);
        try {
          return describe(await bucket.resumeMultipartUpload(key, uploadId).complete(inOrder));
        } catch (error) {
          if (!notTheseParts.includes(codeOf(error))) throw problemOf(error);
          return driver.head(key);
        }
      },
      async abortParts(key, uploadId) {
        await reach(() => bucket.resumeMultipartUpload(key, uploadId).abort());
      },
    };
    return isLocal(settings) ? { ...driver, ...partsAsObjects(bucket, driver) } : driver;
  },
});

function isLocal({ ENVIRONMENT, R2_ACCOUNT_ID, R2_ENDPOINT }: Partial<R2Settings>): boolean {
  return ENVIRONMENT === "development" && !R2_ACCOUNT_ID && !R2_ENDPOINT;
}

/** The S3 API of the bucket. In development wrangler serves it on the very origin that the browser uses. */
function s3Side(settings: R2Settings): { credentials: Credentials; bucketFor(origin: string): Bucket } {
  const at = (endpoint: string) => pathStyleBucket(endpoint, settings.R2_BUCKET, "auto");
  if (isLocal(settings)) {
    const credentials = { accessKeyId: "local", secretAccessKey: "local-secret" };
    return { credentials, bucketFor: (origin) => at(`${origin}/cdn-cgi/local/r2/s3`) };
  }
  const { R2_ACCESS_KEY_ID: accessKeyId = "", R2_SECRET_ACCESS_KEY: secretAccessKey = "" } = settings;
  const bucket = at(settings.R2_ENDPOINT ?? `https://${settings.R2_ACCOUNT_ID}.r2.cloudflarestorage.com`);
  return { credentials: { accessKeyId, secretAccessKey }, bucketFor: () => bucket };
}

function keptAs({ type, storageClass, cacheControl, filename }: Omit<PutOptions, "size">) {
  return {
    httpMetadata: {
      contentType: type,
      ...(cacheControl && { cacheControl }),
      // The local S3 API knows no response-content-disposition, so there this is the name a download comes back with.
      ...(filename && { contentDisposition: contentDisposition(filename, "attachment") }),
    },
    storageClass: storageClass === "infrequent-access" ? "InfrequentAccess" : "Standard",
  };
}

function describe({ key, size, etag, httpMetadata, uploaded }: R2Object): StoredObject {
  const type = httpMetadata?.contentType ?? "application/octet-stream";
  return { key, size, etag, type, storedAt: uploaded.getTime() };
}

async function reach<T>(io: () => Promise<T>): Promise<T> {
  try {
    return await io();
  } catch (error) {
    throw problemOf(error);
  }
}

function problemOf(error: unknown): Problem {
  const code = codeOf(error);
  const kind = code === invalidRange ? vendorRefused : vendorUnavailable;
  return vendorFailure(kind, {
    vendor: "r2",
    ...(code ? { code: String(code) } : { reason: String(error) }),
  });
}

/** 0 when the error is none of R2's own. */
function codeOf(error: unknown): number {
  const code = error instanceof Error ? /\((\d{5})\)$/.exec(error.message)?.[1] : undefined;
  return Number(code ?? 0);
}
