import { bodyTooLarge, lengthRequired, malformed, unsupportedMediaType } from "./problems.ts";

const mebibytes = (bytes: number) => `${Math.round((bytes / 1024 / 1024) * 100) / 100} MiB`;

/**
 * The declared length of a body that is to be streamed, checked before a byte of it is read.
 * @throws `http-length-required`, `http-body-too-large`
 */
export function requireLength(request: Request, limit: number): void {
  const length = request.headers.get("content-length");
  if (length === null) throw lengthRequired();
  if (Number(length) > limit) throw tooLarge(limit);
}

/**
 * The bytes of a JSON body, of whatever declared or undeclared length.
 * @throws `http-unsupported-media-type`, `http-body-too-large`
 */
export async function readJsonBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const type = request.headers.get("content-type");
  if (type !== null && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type))
    throw unsupportedMediaType();
  return readBytes(request, limit);
}

/**
 * The fields of a form as browsers send it without a script (WHATWG HTML, 4.10.21.7), of whatever declared or undeclared length.
 * @throws `http-unsupported-media-type`, `http-body-too-large`
 */
export async function readForm(request: Request, limit: number): Promise<URLSearchParams> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) throw unsupportedMediaType();
  return new URLSearchParams(new TextDecoder().decode(await readBytes(request, limit)));
}

async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get("content-length")) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** @throws `http-malformed` for what is no JSON (RFC 8259), or no UTF-8. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch (cause) {
    const detail = { ko: "본문이 올바른 JSON이 아닙니다.", en: "The body is not JSON." };
    throw malformed({ detail, errors: [{ pointer: "/body", detail }], cause });
  }
}

function tooLarge(limit: number) {
  return bodyTooLarge({
    detail: {
      ko: `본문은 ${mebibytes(limit)}까지 받습니다.`,
      en: `The body may have ${mebibytes(limit)} at most.`,
    },
    errors: [{ pointer: "/body", detail: { ko: `최대 ${limit}바이트`, en: `At most ${limit} bytes` } }],
  });
}
