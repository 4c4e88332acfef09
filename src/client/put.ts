import { type ClientOptions, clientProblem, failed } from "./call.ts";
import type { Schemas } from "./operations.ts";
import type { Result } from "./result.ts";

interface Put {
  part: Schemas["SignedPart"];
  bytes: Blob;
  signal: AbortSignal | undefined;
  fetch: ClientOptions["fetch"];
  /** Told how many bytes of the part have gone out. */
  onSent: (bytes: number) => void;
}

/** Sends one part to the store that signed its URL. */
export async function put(sending: Put): Promise<Result<null, "client-part-refused">> {
  try {
    const byOlder = sending.fetch === undefined && typeof XMLHttpRequest === "function";
    const status = await (byOlder ? byXhr(sending) : byFetch(sending));
    if (status >= 200 && status < 300) return { data: null, error: null, response: new Response() };
    const title = `The store answered ${status} to a part.`;
    return failed({ id: "client-part-refused", status, title, errors: [] }, null);
  } catch (error) {
    return failed(clientProblem(error, sending.signal), null);
  }
}

/** Whoever sends sets the length itself; browsers refuse to have it set. */
function headersOf({ headers }: Schemas["SignedPart"]): [string, string][] {
  return Object.entries(headers).filter(([name]) => name.toLowerCase() !== "content-length");
}

async function byFetch({ part, bytes, signal, fetch: send = fetch, onSent }: Put): Promise<number> {
  const init: RequestInit = { method: part.method, headers: headersOf(part), body: bytes };
  if (signal) init.signal = signal;
  const response = await send(part.url, init);
  await response.body?.cancel();
  if (response.ok) onSent(bytes.size);
  return response.status;
}

/** Only by this older interface do browsers tell how far a body has gone. */
function byXhr({ part, bytes, signal, onSent }: Put): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => resolve(request.status);
    request.onerror = request.onabort = () => reject(new Error("The connection to the store broke."));
    request.onloadend = () => signal?.removeEventListener("abort", abort);
    request.open(part.method, part.url);
    for (const [name, value] of headersOf(part)) request.setRequestHeader(name, value);
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
