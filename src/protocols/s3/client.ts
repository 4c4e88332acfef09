import { createHash } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";
import type { Problem } from "../../kit/problem.ts";
import { readText } from "../../kit/read-text.ts";
import { vendorFailure } from "../../kit/vendor-failure.ts";
import { vendorFetch } from "../../kit/vendor-fetch.ts";
import { vendorRefused, vendorUnavailable } from "../../kit/vendor-problem.ts";
import type { World } from "../../kit/world.ts";
import { type Bucket, encodeKey } from "./address.ts";
import { amzDate, type Credentials } from "./presign.ts";
import { readXml, type XmlElement } from "./xml.ts";

/** One request to a bucket, or to an object of it. */
export interface S3Request {
  method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** Left out, the bucket itself is meant. */
  key?: string;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  /** Text and bytes are hashed into the signature; a stream goes unhashed and has to know its own length. */
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  /** Statuses besides 2xx to be handed over. */
  accepts?: readonly number[];
  /** Milliseconds. */
  deadline?: number;
}

/** Speaks to one bucket: signs, sends, and turns what S3 says into problems. */
export interface S3Client {
  readonly vendor: string;
  readonly bucket: Bucket;
  /** The body must be read or cancelled. */
  send(request: S3Request): Promise<Response>;
  /** Sends, and reads the XML of the answer; an error behind status 200 is thrown too. */
  ask<T>(request: S3Request, read: (root: XmlElement) => T): Promise<T>;
  /** As `ask`; null when the answer has one of these statuses. */
  askUnless<T>(
    statuses: readonly number[],
    request: S3Request,
    read: (root: XmlElement) => T,
  ): Promise<T | null>;
}

/** What S3 says when the same request may well succeed later (S3 API reference, "Error responses"). */
const passing = ["InternalError", "SlowDown", "ServiceUnavailable", "RequestTimeout", "OperationAborted"];
const longestXml = 8 * 1024 * 1024;

/**
 * A client of one bucket. All its requests but streams are repeated when S3 fails: doing them twice does no harm. (A
 * second upload in parts that is begun in vain is removed by the bucket's lifecycle.)
 */
export function createS3Client(
  { vendor, bucket, credentials }: { vendor: string; bucket: Bucket; credentials: Credentials },
  world: Pick<World, "fetch" | "now" | "random" | "log">,
): S3Client {
  const signingKeys = new Map<string, ArrayBuffer>();

  async function send({ key, query = {}, accepts = [], deadline, ...request }: S3Request): Promise<Response> {
    const url = new URL(key === undefined ? bucket.url : `${bucket.url}/${encodeKey(key)}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const { method, body } = request;
    const headers = { ...request.headers, ...digests(body) };
    const common = { ...credentials, region: bucket.region, service: "s3", cache: signingKeys };
    const signed = await new AwsV4Signer({
      ...common,
      url: url.href,
      method,
      headers,
      datetime: amzDate(world.now()),
    }).sign();
    return vendorFetch(world, signed.url, {
      vendor,
      method,
      headers: signed.headers,
      ...(body !== undefined && { body }),
      ...(deadline !== undefined && { deadline }),
      accepts,
      repeatable: true,
      errorCode: (text) => readXml(text).find("Code"),
    });
  }

  async function ask<T>(request: S3Request, read: (root: XmlElement) => T): Promise<T> {
    return readAnswer(vendor, await send(request), read);
  }

  async function askUnless<T>(
    statuses: readonly number[],
    request: S3Request,
    read: (root: XmlElement) => T,
  ) {
    const response = await send({ ...request, accepts: statuses });
    if (response.ok) return readAnswer(vendor, response, read);
    await response.body?.cancel();
    return null;
  }

  return { vendor, bucket, send, ask, askUnless };
}

async function readAnswer<T>(vendor: string, response: Response, read: (root: XmlElement) => T): Promise<T> {
  const text = await readText(response, longestXml);
  try {
    const root = readXml(text.trimStart());
    // Copying and completing begin their answer before they know how it ends.
    if (root.name === "Error") throw errorBehindSuccess(vendor, root.get("Code"));
    return read(root);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof URIError)
      throw vendorFailure(vendorRefused, { vendor, reason: error.message });
    throw error;
  }
}

function errorBehindSuccess(vendor: string, code: string): Problem {
  return vendorFailure(passing.includes(code) ? vendorUnavailable : vendorRefused, {
    vendor,
    status: 200,
    code,
  });
}

function digests(body: S3Request["body"]): Record<string, string> {
  if (body instanceof ReadableStream) return { "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD" };
  const bytes = body ?? "";
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const md5 = createHash("md5").update(bytes).digest("base64");
  // Deleting many and bucket settings demand Content-MD5; for objects it guards against bytes changed on the way.
  return { "X-Amz-Content-Sha256": sha256, ...(body !== undefined && { "Content-MD5": md5 }) };
}
