import { contentDisposition } from "../../kit/content-disposition.ts";
import { encodeKey } from "./address.ts";
import type { Presign } from "./presign.ts";

/** A request that needs nothing but what stands here. A body's Content-Length is signed too; every client sends it. */
export interface SignedUrl<Method extends "GET" | "PUT"> {
  method: Method;
  url: string;
  headers: Record<string, string>;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** Where the signed URL leads, and for how long. */
export interface Validity {
  /** The bucket's URL. */
  bucketUrl: string;
  /** Seconds. */
  expiresIn: number;
  /** Epoch milliseconds. */
  now: number;
}

/** A download under this name and type, whatever the object was stored with. */
export function signDownload(
  presign: Presign,
  key: string,
  {
    bucketUrl,
    filename,
    type,
    inline = false,
    ...time
  }: Validity & { filename: string; type: string; inline?: boolean },
): SignedUrl<"GET"> {
  const query = {
    "response-content-disposition": contentDisposition(filename, inline ? "inline" : "attachment"),
    "response-content-type": type,
  };
  const url = presign({ method: "GET", url: `${bucketUrl}/${encodeKey(key)}`, query, ...time });
  return { method: "GET", url, headers: {}, expiresAt: time.now + time.expiresIn * 1000 };
}

/** An upload of exactly `size` bytes with exactly these headers; `query` names the part, where it is one. */
export function signUpload(
  presign: Presign,
  key: string,
  {
    bucketUrl,
    size,
    headers,
    query = {},
    ...time
  }: Validity & { size: number; headers: Record<string, string>; query?: Record<string, string> },
): SignedUrl<"PUT"> {
  const url = presign({
    method: "PUT",
    url: `${bucketUrl}/${encodeKey(key)}`,
    query,
    headers: { ...headers, "content-length": String(size) },
    ...time,
  });
  return { method: "PUT", url, headers, expiresAt: time.now + time.expiresIn * 1000 };
}
