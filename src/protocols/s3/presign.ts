import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import { encodeRfc3986 } from "./address.ts";

/** An access key of a store that speaks S3. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What a URL shall permit. */
export interface Permission {
  method: "GET" | "HEAD" | "PUT";
  /** The object's URL, encoded, without a query. */
  url: string;
  query?: Readonly<Record<string, string>>;
  /** Headers, by lower-case name, that the request must carry with exactly these values. */
  headers?: Readonly<Record<string, string>>;
  /** Seconds, 1 to 604,800. */
  expiresIn: number;
  /** Epoch milliseconds at which its time begins. */
  now: number;
}

/** Puts a signature into a URL; touches no network. */
export type Presign = (permission: Permission) => string;

/**
 * Signature Version 4 in the query, as the S3 API reference has it ("Authenticating Requests: Using Query Parameters").
 *
 * Done by hand because it is done often. The key of a day and region is derived once, and kept as a KeyObject: given
 * as bytes it would be imported anew for every URL. Hashes of a few hundred bytes take longer as promises of WebCrypto
 * than at once.
 */
export function createPresigner(credentials: Credentials, region: string): Presign {
  let signingKey: { day: string; key: KeyObject } | undefined;
  return ({ method, url, query = {}, headers = {}, expiresIn, now }) => {
    const time = amzDate(now);
    const day = time.slice(0, 8);
    if (signingKey?.day !== day)
      signingKey = { day, key: deriveKey(credentials.secretAccessKey, day, region) };

    const { host, pathname } = new URL(url);
    const signed = Object.entries({ ...headers, host }).sort(byName);
    const signedHeaders = signed.map(([name]) => name).join(";");
    const scope = `${day}/${region}/s3/aws4_request`;
    const search = canonicalQuery({
      ...query,
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Credential": `${credentials.accessKeyId}/${scope}`,
      "X-Amz-Date": time,
      "X-Amz-Expires": String(expiresIn),
      "X-Amz-SignedHeaders": signedHeaders,
    });
    const canonicalHeaders = signed
      .map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, " ")}\n`)
      .join("");
    const request = [method, pathname, search, canonicalHeaders, signedHeaders, "UNSIGNED-PAYLOAD"].join(
      "\n",
    );
    const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash("sha256", request)}`;
    const signature = hmac(signingKey.key, toSign).toString("hex");
    return `${url}?${search}&X-Amz-Signature=${signature}`;
  };
}

/** A moment as Signature Version 4 writes it: `20130524T000000Z`. */
export function amzDate(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

function canonicalQuery(query: Record<string, string>): string {
  return Object.entries(query)
    .map(([name, value]): [string, string] => [encodeRfc3986(name), encodeRfc3986(value)])
    .sort(byName)
    .map((pair) => pair.join("="))
    .join("&");
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}

function deriveKey(secret: string, day: string, region: string): KeyObject {
  const derived = [day, region, "s3", "aws4_request"].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  return createSecretKey(derived);
}

function hmac(key: Buffer | KeyObject, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
