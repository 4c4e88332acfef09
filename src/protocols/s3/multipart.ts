import type { S3Client } from "./client.ts";
import { unquote } from "./objects.ts";
import { escapeXml, type XmlElement } from "./xml.ts";

/** A part of an object that is uploaded in parts. */
export interface Part {
  /** 1 to 10,000. */
  partNumber: number;
  /** Without quotes. */
  etag: string;
  /** Bytes. */
  size: number;
}

/** Begins an upload in parts (CreateMultipartUpload) and answers its id. */
export async function beginUpload(
  client: S3Client,
  key: string,
  headers: Record<string, string>,
): Promise<string> {
  const request = { method: "POST", key, query: { uploads: "" }, headers } as const;
  return client.ask(request, (begun) => begun.get("UploadId"));
}

/** All parts that have arrived, in order (ListParts, a thousand a page); null without such an upload. */
export async function listParts(client: S3Client, key: string, uploadId: string): Promise<Part[] | null> {
  const parts: Part[] = [];
  for (let marker: string | undefined = "0"; marker !== undefined; ) {
    const query: Record<string, string> = { uploadId, "part-number-marker": marker };
    const page: PartsPage | null = await client.askUnless([404], { method: "GET", key, query }, readPage);
    if (page === null) return null;
    parts.push(...page.parts);
    marker = page.next;
  }
  return parts;
}

type PartsPage = { parts: Part[]; next: string | undefined };

function readPage(page: XmlElement): PartsPage {
  const parts = page.all("Part").map((part) => ({
    partNumber: part.getNumber("PartNumber"),
    etag: unquote(part.get("ETag")),
    size: part.getNumber("Size"),
  }));
  return { parts, next: page.find("IsTruncated") === "true" ? page.get("NextPartNumberMarker") : undefined };
}

/** Joins the parts (CompleteMultipartUpload). False when there is no such upload, or not these parts. */
export async function finishUpload(
  client: S3Client,
  key: string,
  uploadId: string,
  parts: readonly Pick<Part, "partNumber" | "etag">[],
): Promise<boolean> {
  const entries = parts
    .toSorted((a, b) => a.partNumber - b.partNumber)
    .map(
      (part) =>
        `<Part><PartNumber>${part.partNumber}</PartNumber><ETag>"${escapeXml(part.etag)}"</ETag></Part>`,
    );
  const body = `<CompleteMultipartUpload>${entries.join("")}</CompleteMultipartUpload>`;
  const request = { method: "POST", key, query: { uploadId }, body, deadline: 60_000 } as const;
  return (await client.askUnless([400, 404], request, () => true)) ?? false;
}

/** Throws the parts away (AbortMultipartUpload); an upload that is gone is no error. */
export async function abortUpload(client: S3Client, key: string, uploadId: string): Promise<void> {
  const response = await client.send({ method: "DELETE", key, query: { uploadId }, accepts: [404] });
  await response.body?.cancel();
}
