import type { SignedPart } from "../../src/rooms/files/schema.ts";
import { Failure } from "../failure.ts";

/** A PUT that the store has turned down; its signature may have run out, so the next attempt is signed anew. */
class StoreFailure extends Failure {
  override get isTemporary(): boolean {
    return super.isTemporary || this.status === 400 || this.status === 403;
  }
}

/** Puts one part where it was signed for, by XMLHttpRequest because `fetch` does not tell how much has been sent. */
export function putPart(
  part: SignedPart,
  bytes: Blob,
  { signal, progress }: { signal: AbortSignal; progress(sent: number): void },
): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const request = new XMLHttpRequest();
  const abort = () => request.abort();
  request.open(part.method, part.url);
  for (const [name, value] of Object.entries(part.headers)) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded }) => progress(loaded);
  request.onload = () => {
    if (request.status >= 200 && request.status < 300) resolve();
    else reject(new StoreFailure({ status: request.status }));
  };
  request.onerror = () => reject(new StoreFailure({ status: 0 }));
  request.onabort = () => reject(signal.reason);
  signal.addEventListener("abort", abort);
  request.send(bytes);
  return promise.finally(() => signal.removeEventListener("abort", abort));
}
