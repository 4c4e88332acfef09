import { type Miniflare, type Request as OutboundRequest, Response } from "miniflare";

/** Where wrangler serves the S3 API of its local buckets. It checks every signature. */
export const localS3Path = "/cdn-cgi/local/r2/s3/";

const settingNames = ["cors", "lifecycle", "versioning"];

/**
 * Miniflare's S3 API with what it lacks: it answers 501, after it has checked the signature, to ListParts and to the
 * settings of a bucket. Those are answered here as the S3 API reference has them.
 */
export function createLocalS3(): (request: OutboundRequest, miniflare: Miniflare) => Promise<Response> {
  const parts = new Map<string, Map<number, { etag: string; size: number }>>();
  const settings = new Map<string, string>();

  return async (request, miniflare) => {
    const url = new URL(request.url);
    const setting = settingNames.find((name) => url.searchParams.has(name));
    const document = setting && request.method === "PUT" ? await request.text() : undefined;
    const response = await miniflare.dispatchFetch(request.url, {
      method: request.method,
      // Keeps the host that was signed; Miniflare itself listens under another.
      headers: [...request.headers, ["MF-Original-Hostname", url.host]],
      body: document ?? request.body,
      duplex: "half",
      redirect: "manual",
    });
    const uploadId = url.searchParams.get("uploadId");
    if (uploadId) note(uploadId, url, request, response);
    if (setting && (response.status === 501 || response.ok))
      return answerSetting(`${url.pathname}?${setting}`, document);
    if (uploadId && request.method === "GET" && response.status === 501)
      return answerParts(uploadId, url, miniflare);
    return response;
  };

  function note(uploadId: string, url: URL, request: OutboundRequest, response: Response): void {
    if (!response.ok) return;
    if (request.method !== "PUT") parts.delete(uploadId);
    const arrived = parts.get(uploadId) ?? new Map();
    const [etag, size] = [response.headers.get("ETag") ?? "", Number(request.headers.get("Content-Length"))];
    if (request.method === "PUT")
      parts.set(uploadId, arrived.set(Number(url.searchParams.get("partNumber")), { etag, size }));
  }

  async function answerParts(uploadId: string, url: URL, miniflare: Miniflare): Promise<Response> {
    const arrived = parts.get(uploadId);
    if (!arrived || !(await isOpen(uploadId, url, miniflare)))
      return xml("<Error><Code>NoSuchUpload</Code></Error>", 404);
    const entries = [...arrived]
      .sort(([a], [b]) => a - b)
      .map(
        ([number, { etag, size }]) =>
          `<Part><PartNumber>${number}</PartNumber><ETag>${etag.replaceAll('"', "&quot;")}</ETag><Size>${size}</Size></Part>`,
      );
    return xml(
      `<ListPartsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${entries.join("")}<IsTruncated>false</IsTruncated></ListPartsResult>`,
    );
  }

  function answerSetting(name: string, document: string | undefined): Response {
    if (document !== undefined) settings.set(name, document);
    if (document !== undefined) return new Response(null);
    const stored = settings.get(name);
    return stored === undefined ? xml("<Error><Code>NoSuchConfiguration</Code></Error>", 404) : xml(stored);
  }
}

/** Only a further part, which nobody will join, tells whether the upload was finished or aborted by the binding. */
async function isOpen(uploadId: string, url: URL, miniflare: Miniflare): Promise<boolean> {
  const bucket = await miniflare.getR2Bucket("FILES_BUCKET");
  const key = decodeURIComponent(url.pathname.slice(localS3Path.length)).replace(/^[^/]*\//, "");
  const probe = bucket.resumeMultipartUpload(key, uploadId).uploadPart(10_000, "probe");
  return probe.then(
    () => true,
    () => false,
  );
}

function xml(body: string, status = 200): Response {
  const headers = { "Content-Type": "application/xml" };
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`, { status, headers });
}
