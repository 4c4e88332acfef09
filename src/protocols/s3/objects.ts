import { vendorFailure } from "../../kit/vendor-failure.ts";
import { vendorRefused } from "../../kit/vendor-problem.ts";
import { encodeKey } from "./address.ts";
import type { S3Client } from "./client.ts";
import { escapeXml, type XmlElement } from "./xml.ts";

/** What S3 says of an object in a listing. */
export interface S3Entry {
  key: string;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  /** Epoch milliseconds. */
  storedAt: number;
}

/** What S3 says of one object. */
export interface S3Object extends S3Entry {
  type: string;
}

/** The most keys that one DeleteObjects takes. */
const deleteBatch = 1000;

/** An object's metadata (HeadObject); null when it is missing. */
export async function headObject(client: S3Client, key: string): Promise<S3Object | null> {
  const response = await client.send({ method: "HEAD", key, accepts: [404] });
  await response.body?.cancel();
  return response.ok ? describe(key, response.headers) : null;
}

/** An object with its bytes or some of them (GetObject); null when it is missing or has another ETag. */
export async function getObject(
  client: S3Client,
  key: string,
  { range, ifMatch }: { range?: { offset: number; length: number }; ifMatch?: string },
): Promise<(S3Object & { body: ReadableStream<Uint8Array> }) | null> {
  const headers = {
    ...(range && { range: `bytes=${range.offset}-${range.offset + range.length - 1}` }),
    ...(ifMatch && { "if-match": `"${ifMatch}"` }),
  };
  const response = await client.send({ method: "GET", key, headers, accepts: [404, 412] });
  if (response.ok) return { ...describe(key, response.headers), body: response.body ?? new Blob().stream() };
  await response.body?.cancel();
  return null;
}

/** Copies the bytes that have ETag `ifMatch`, within S3 (CopyObject); null when the source has changed or gone. */
export async function copyObject(
  client: S3Client,
  from: string,
  to: string,
  { ifMatch, headers, deadline }: { ifMatch: string; headers: Record<string, string>; deadline: number },
): Promise<Pick<S3Entry, "etag" | "storedAt"> | null> {
  const source = {
    "x-amz-copy-source": `/${client.bucket.name}/${encodeKey(from)}`,
    "x-amz-copy-source-if-match": `"${ifMatch}"`,
    "x-amz-metadata-directive": "REPLACE",
  };
  const request = { method: "PUT", key: to, headers: { ...headers, ...source }, deadline } as const;
  return client.askUnless([404, 412], request, (result) => ({
    etag: unquote(result.get("ETag")),
    storedAt: result.getTime("LastModified"),
  }));
}

/** Deletes any number of objects (DeleteObjects); missing ones are no error. */
export async function deleteObjects(client: S3Client, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += deleteBatch) {
    const batch = keys
      .slice(start, start + deleteBatch)
      .map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`);
    const body = `<Delete><Quiet>true</Quiet>${batch.join("")}</Delete>`;
    const request = { method: "POST", query: { delete: "" }, body } as const;
    const code = await client.ask(request, (result) => result.all("Error")[0]?.get("Code"));
    if (code !== undefined) throw vendorFailure(vendorRefused, { vendor: client.vendor, status: 200, code });
  }
}

/** A page of a listing in key order (ListObjectsV2), and where the next begins. */
export async function listObjects(
  client: S3Client,
  prefix: string,
  { cursor, limit = 1000 }: { cursor?: string; limit?: number },
): Promise<{ objects: S3Entry[]; cursor: string | null }> {
  const query = { "list-type": "2", "encoding-type": "url", prefix, "max-keys": String(limit) };
  const more = cursor === undefined ? {} : { "continuation-token": cursor };
  return client.ask({ method: "GET", query: { ...query, ...more } }, (page) => ({
    objects: page.all("Contents").map(readEntry),
    cursor: page.find("NextContinuationToken") ?? null,
  }));
}

/** An ETag without the quotes around it (RFC 9110, section 8.8.3). */
export function unquote(etag: string): string {
  return etag.replace(/^"|"$/g, "");
}

function readEntry(entry: XmlElement): S3Entry {
  return {
    key: decodeURIComponent(entry.get("Key").replaceAll("+", " ")),
    size: entry.getNumber("Size"),
    etag: unquote(entry.get("ETag")),
    storedAt: entry.getTime("LastModified"),
  };
}

function describe(key: string, headers: Headers): S3Object {
  const whole = headers.get("Content-Range")?.split("/")[1];
  return {
    key,
    size: Number(whole ?? headers.get("Content-Length")),
    etag: unquote(headers.get("ETag") ?? ""),
    type: headers.get("Content-Type") ?? "application/octet-stream",
    storedAt: Date.parse(headers.get("Last-Modified") ?? ""),
  };
}
