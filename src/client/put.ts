import { type ClientOptions, failed } from "./call.ts";
import type { Schemas } from "./operations.ts";
import { clientProblem, connectionProblem } from "./problems.ts";
import type { Result } from "./result.ts";

interface Put {
  part: Schemas["SignedPart"];
  bytes: Blob;
  signal: AbortSignal | undefined;
  fetch: ClientOptions["fetch"];
  language: ClientOptions["language"];
  /** Told how many bytes of the part have gone out. */
  onSent: (bytes: number) => void;
}

/** Sends one part to the store that signed its URL. */
export async function put(sending: Put): Promise<Result<null>> {
  const { bytes, signal, language, onSent } = sending;
  const headers = headersOf(sending.part);
  const byOlder = sending.fetch === undefined && typeof XMLHttpRequest === "function";
  let status: number;
  try {
    status = await (byOlder ? byXhr(sending, headers) : byFetch(sending, headers));
  } catch (error) {
    return failed(connectionProblem(error, { signal, language }), null);
  }
  if (status < 200 || status > 299) {
    return failed(clientProblem("client-part-refused", { language, status }), null);
  }
  onSent(bytes.size);
  return { data: null, error: null, response: new Response() };
}

/** Whoever sends sets the length itself; browsers refuse to have it set. */
function headersOf({ headers }: Schemas["SignedPart"]): [string, string][] {
  return Object.entries(headers).filter(([name]) => name.toLowerCase() !== "content-length");
}

async function byFetch(
  { part, bytes, signal, fetch: send = fetch }: Put,
  headers: [string, string][],
): Promise<number> {
  const init: RequestInit = { method: part.method, headers, body: bytes };
  if (signal) init.signal = signal;
  const response = await send(part.url, init);
  await response.body?.cancel();
  return response.status;
}

/** Only by this older interface do browsers tell how far a body has gone. */
function byXhr({ part, bytes, signal, onSent }: Put, headers: [string, string][]): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => resolve(request.status);
    request.onerror = request.onabort = () => reject(new Error("The connection to the store broke."));
    request.onloadend = () => signal?.removeEventListener("abort", abort);
    request.open(part.method, part.url);
    for (const [name, value] of headers) request.setRequestHeader(name, value);
    if (signal?.aborted) return reject(signal.reason);
    signal?.addEventListener("abort", abort);
    request.send(bytes);
  });
}

/** As much of it as is used here; not every runtime has it. */
declare class XMLHttpRequest {
  readonly status: number;
  readonly upload: { onprogress: ((event: { loaded: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  onloadend: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  send(body: Blob): void;
  abort(): void;
}
