/** A line of the log: an event name and flat fields. Never personal data. */
export interface Log {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
}

/**
 * Everything that a driver or a service may touch outside its own memory. Passing it in, instead of reaching
 * for globals, is what lets the same code run against Cloudflare, a sandbox and a test clock.
 */
export interface World {
  /** As the global `fetch`. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** The address at which a browser finds what is at this one: login pages, payment windows, scripts of vendors. */
  browserUrl(url: string): string;
  /** Opens a TCP socket, as `connect` of `cloudflare:sockets`. */
  connect(address: string, options?: SocketOptions): Socket;
  /** Milliseconds since 1970-01-01 UTC. On Cloudflare the clock stands still between two I/O operations. */
  now(): number;
  /** A new UUIDv7 (RFC 9562, section 5.7): ids made later sort later. */
  newId(): string;
  /** `length` random bytes, fit for secrets. */
  random(length: number): Uint8Array<ArrayBuffer>;
  log: Log;
  /** Lets a promise finish after the answer has gone out (`waitUntil`). */
  defer(task: Promise<unknown>): void;
}
