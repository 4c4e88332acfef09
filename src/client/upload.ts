import { type ClientOptions, failed } from "./call.ts";
import type { Client, Schemas } from "./operations.ts";
import { sendParts } from "./parts.ts";
import { patiently } from "./patience.ts";
import { languages } from "./problems.ts";
import type { CallOptions, Result } from "./result.ts";

/** What has to be remembered of an upload to go on with it later. It holds for a day. */
export type ResumableUpload = Pick<Schemas["Upload"], "id" | "partSize" | "partCount">;

export interface UploadOptions {
  collection: Schemas["File"]["collection"];
  /** Without it the file's own name. */
  filename?: string;
  /** The id of a file of the same collection whose place this one takes. */
  replaces?: string;
  signal?: AbortSignal;
  /** Sends the parts instead of the runtime's own way. */
  fetch?: ClientOptions["fetch"];
  /** Told how many bytes of how many have gone out. */
  onProgress?: (progress: { sent: number; total: number }) => void;
  /** Given what to remember, for example in `localStorage`. */
  onBegin?: (upload: ResumableUpload) => void;
  /** What `onBegin` was given: only parts that have not arrived are sent, and none of what is a file already. */
  resume?: ResumableUpload;
}

/**
 * Brings a file into a collection: announces it, sends its parts straight to the store, three at a time, and has them
 * checked. Broken lines and expired URLs are made good by itself; what is refused comes back as the server's problem.
 */
export async function uploadFile(
  client: Client,
  file: Blob & { name?: string },
  options: UploadOptions,
): Promise<Result<Schemas["File"]>> {
  const { signal, onProgress } = options;
  const call: CallOptions = { ...(signal && { signal }) };
  const begun = await (options.resume
    ? resume(client, options.resume, call)
    : begin(client, file, options, call));
  if (begun.error) return begun;
  const { id } = begun.data;
  const failure = await sendParts({
    ...begun.data,
    client,
    uploadId: id,
    file,
    signal,
    fetch: options.fetch,
    language: languages.get(client),
    onSent: (sent) => onProgress?.({ sent, total: file.size }),
  });
  if (failure) return failed(failure, null);
  return patiently(() => client.completeUpload({ params: { id } }, call), signal);
}

type Begun = ResumableUpload & {
  signed: Schemas["SignedPart"][];
  arrived: { partNumber: number; size: number }[];
};

async function begin(
  client: Client,
  file: Blob & { name?: string },
  { collection, filename = file.name ?? "file", replaces, onBegin }: UploadOptions,
  call: CallOptions,
): Promise<Result<Begun>> {
  const contentType = file.type.split(";")[0] || "application/octet-stream";
  const body = { collection, filename, size: file.size, contentType, ...(replaces && { replaces }) };
  // One key for all attempts: an answer that was lost on the way does not begin a second upload.
  const idempotencyKey = newKey();
  const result = await patiently(
    () => client.beginUpload({ body }, { ...call, idempotencyKey }),
    call.signal,
  );
  if (result.error) return result;
  const { id, partSize, partCount, parts } = result.data;
  onBegin?.({ id, partSize, partCount });
  return { ...result, data: { id, partSize, partCount, signed: parts, arrived: [] } };
}

async function resume(client: Client, upload: ResumableUpload, call: CallOptions): Promise<Result<Begun>> {
  const input = { params: { id: upload.id }, body: { partNumbers: [] } };
  const result = await patiently(() => client.signParts(input, call), call.signal);
  if (result.error) return result;
  return { ...result, data: { ...upload, signed: [], arrived: result.data.arrived } };
}

/** `crypto.randomUUID` would be missing on pages without TLS. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
