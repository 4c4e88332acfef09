import type * as z from "zod";
import type { Call } from "../../http/call.ts";
import { bodyTooLarge, invalidInput, lengthRequired, malformed } from "../../http/problems.ts";
import { validate } from "../../http/validate.ts";
import { Gate, type Release } from "../../kit/gate.ts";
import { tooBusy } from "./problems.ts";
import { type directUploadQuery, type NewUpload, newUpload } from "./schema.ts";
import { SINGLE_PUT } from "./upload-plan.ts";

/** Bytes of forms that an isolate holds in memory at once, of its 128 MiB. Bodies that stream are not counted. */
const FORMS = 48 * 1024 * 1024;
/** Milliseconds: as long as sixteen megabytes may take on a slow line. */
const LEASE = 60_000;
/** Milliseconds to wait for a place. */
const PATIENCE = 10_000;

export interface DirectUpload {
  input: NewUpload;
  body: ReadableStream<Uint8Array>;
  /** To be called when the body is not needed any more. */
  release: Release;
}

type Query = z.output<typeof directUploadQuery>;

/** The bytes of forms that this isolate holds now. */
export function createFormGate(now: () => number): Gate {
  return new Gate(FORMS, LEASE, now);
}

/**
 * A file that comes as the request's own body: streamed when it is the body itself, held in memory when it is in a form.
 * @throws `http-length-required`, `http-malformed`, `http-invalid-input`, `http-body-too-large`, `files-too-busy`
 */
export async function readDirectUpload(call: Call, query: Query, forms: Gate): Promise<DirectUpload> {
  const contentType = call.request.headers.get("content-type") ?? "application/octet-stream";
  const length = call.request.headers.get("content-length");
  if (length === null) throw lengthRequired();
  const stream = call.stream ?? new Blob().stream();
  if (/^multipart\/form-data/i.test(contentType)) {
    return readForm(stream, contentType, await holdForm(forms, Number(length)), query);
  }
  if (Number(length) === 0) throw emptyFile("/body");
  const { collection, filename, replaces } = query;
  const type = contentType.split(";")[0]?.trim() ?? contentType;
  const input = validate(
    newUpload,
    { collection, filename, replaces, size: Number(length), contentType: type },
    "query",
  );
  refuseLarge(input.size);
  return { input, body: stream, release: () => {} };
}

async function holdForm(forms: Gate, bytes: number): Promise<Release> {
  const release = await forms.enter(bytes, PATIENCE);
  if (!release) throw tooBusy({ headers: { "Retry-After": "10" } });
  return release;
}

async function readForm(
  stream: ReadableStream,
  contentType: string,
  release: Release,
  query: Query,
): Promise<DirectUpload> {
  try {
    const form = await parseForm(stream, contentType);
    const file = form.get("file");
    if (!(file instanceof File)) {
      const detail = { ko: "파일이 들어 있어야 합니다.", en: "A file is expected." };
      throw invalidInput({ errors: [{ pointer: "/body/file", detail }] });
    }
    if (file.size === 0) throw emptyFile("/body/file");
    refuseLarge(file.size);
    const input = {
      collection: form.get("collection") ?? query.collection,
      filename: query.filename ?? file.name,
      replaces: form.get("replaces") ?? query.replaces,
      size: file.size,
      contentType: file.type.split(";")[0] || "application/octet-stream",
    };
    return { input: validate(newUpload, input, "body"), body: file.stream(), release };
  } catch (error) {
    release();
    throw error;
  }
}

async function parseForm(stream: ReadableStream, contentType: string): Promise<FormData> {
  try {
    return await new Response(stream, { headers: { "Content-Type": contentType } }).formData();
  } catch (cause) {
    const detail = { ko: "폼 데이터를 읽을 수 없습니다.", en: "The form data cannot be read." };
    throw malformed({ detail, errors: [{ pointer: "/body", detail }], cause });
  }
}

function emptyFile(pointer: string) {
  return invalidInput({ errors: [{ pointer, detail: { ko: "빈 파일입니다.", en: "The file is empty." } }] });
}

function refuseLarge(size: number): void {
  if (size <= SINGLE_PUT) return;
  throw bodyTooLarge({
    detail: {
      ko: "16 MiB까지 받습니다. 더 크면 /api/files/uploads 를 쓰세요.",
      en: "16 MiB at most. Use /api/files/uploads for more.",
    },
  });
}
