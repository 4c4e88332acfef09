import { Failure, type Problem } from "./failure.ts";

/** Our own API as the page's reader calls it. */
export interface Api {
  /** Whether calls carry a key. */
  hasKey(): boolean;
  get<Answer>(path: string, signal?: AbortSignal): Promise<Answer>;
  send<Answer>(method: "POST" | "DELETE", path: string, options?: SendOptions): Promise<Answer>;
  /** Bytes that only the holder of the key may see. */
  getBlob(path: string): Promise<Blob>;
}

export interface SendOptions {
  body?: unknown;
  /** Makes it safe to send again what may have arrived already. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** Answers come in the page's language. Every failure is a `Failure`, but for an abort. */
export function createApi(readKey: () => string): Api {
  async function call(
    path: string,
    init: RequestInit,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const key = readKey();
    const identity = key === "" ? {} : { Authorization: `Bearer ${key}` };
    const language = { "Accept-Language": document.documentElement.lang };
    const response = await fetch(path, { ...init, headers: { ...language, ...identity, ...headers } }).catch(
      (cause) => {
        throw init.signal?.aborted ? cause : new Failure({ status: 0, cause });
      },
    );
    if (!response.ok) throw await failureOf(response);
    return response;
  }

  return {
    hasKey: () => readKey() !== "",
    get: async (path, signal) => (await call(path, signal ? { signal } : {})).json(),
    send: async (method, path, { body, idempotencyKey, signal } = {}) => {
      const headers: Record<string, string> = {};
      if (body !== undefined) headers["Content-Type"] = "application/json";
      if (idempotencyKey) headers["Idempotency-Key"] = idempotencyKey;
      const init = {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      };
      return (await call(path, init, headers)).json();
    },
    getBlob: async (path) => (await call(path, {})).blob(),
  };
}

async function failureOf(response: Response): Promise<Failure> {
  const retryAfter = Number(response.headers.get("retry-after"));
  const told = response.headers.get("content-type")?.startsWith("application/problem+json");
  const problem: Problem | undefined = told ? await response.json().catch(() => undefined) : undefined;
  return new Failure({
    status: response.status,
    ...(problem && { problem }),
    ...(retryAfter && { retryAfter }),
  });
}
