import type { Caller } from "../kit/caller.ts";
import type { Language } from "../kit/problem.ts";

/** One request and what is known of it. */
export interface Call {
  id: string;
  request: Request;
  url: URL;
  /** Epoch milliseconds. */
  begun: number;
  /** Where our pages and files live, as addresses in answers begin. */
  publicOrigin: string;
  caller: Caller;
  language: Language;
  /** The caller's IP address, for limits only: never stored, never logged. */
  address: string;
  /** The request's body for routes that stream it. */
  stream: ReadableStream<Uint8Array> | null;
  /** For `afresh` routes: what this Idempotency-Key made before. */
  made: string | null;
  /** Lets a page's own inline scripts run, and no others (CSP Level 3, section 2.3.1). */
  nonce: string;
}
