import { clientProblem, connectionProblem, messageOf } from "./problems.ts";
import type { CallOptions, Failure, RawBody, Result } from "./result.ts";

/** Where the API is, and who calls it. */
export interface ClientOptions {
  /** For example `https://edge.example.org`. */
  baseUrl: string;
  /** An API key, `tov_…`, or what gives one. */
  token?: string | (() => string | Promise<string>);
  /** The language of problems; without it the browser's own, and on servers Korean. */
  language?: "ko" | "en";
  /** Instead of the global `fetch`. */
  fetch?: (input: string, init: RequestInit) => Promise<Response>;
}

/** @internal */
export interface Input {
  params?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
}

/** Performs one operation, given as `METHOD /path/{name}`. @internal */
export async function call(
  client: ClientOptions,
  operation: string,
  input: Input,
  options: CallOptions,
): Promise<Result<unknown>> {
  const { language } = client;
  const { signal } = options;
  let request: { url: string; init: RequestInit & { headers: Headers } };
  try {
    request = toRequest(client, operation, input, options);
  } catch (error) {
    return failed(clientProblem("client-invalid-input", { language, detail: messageOf(error) }), null);
  }
  const { url, init } = request;
  let response: Response;
  try {
    const token = typeof client.token === "function" ? await client.token() : client.token;
    if (token) init.headers.set("Authorization", `Bearer ${token}`);
    response = await (client.fetch ?? fetch)(url, init);
  } catch (error) {
    return failed(connectionProblem(error, { signal, language }), null);
  }
  return read(response, { signal, language });
}

function toRequest(
  client: ClientOptions,
  operation: string,
  { params, query, body }: Input,
  { signal, idempotencyKey, headers: extra }: CallOptions,
) {
  const [method = "", template = ""] = operation.split(" ");
  const url = client.baseUrl.replace(/\/+$/, "") + fillPath(template, params) + queryText(query);
  const headers = new Headers(extra);
  if (client.language) headers.set("Accept-Language", client.language);
  if (idempotencyKey) headers.set("Idempotency-Key", idempotencyKey);
  const init: RequestInit & { headers: Headers } = { method, headers };
  if (signal) init.signal = signal;
  if (isRaw(body)) init.body = body;
  else if (body !== undefined) {
    headers.set("Content-Type", "application/json");
    init.body = JSON.stringify(body);
  }
  return { url, init };
}

function isRaw(body: unknown): body is RawBody {
  return (
    body instanceof Blob ||
    body instanceof FormData ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body)
  );
}

/** `{name}` is one segment of a path and `{name+}` several; neither may lead out of its place. */
function fillPath(template: string, params: Record<string, string> = {}): string {
  return template.replace(/\{(\w+)(\+?)\}/g, (_, name: string, many: string) => {
    const segments = many ? String(params[name]).split("/") : [String(params[name])];
    // URLs resolve dot segments, encoded ones too (URL Standard, section 4.4).
    if (params[name] === undefined || segments.some((segment) => /^(?:\.{0,2})$/.test(segment))) {
      throw new Error(`${name} is not valid in a path.`);
    }
    return segments.map(encodeURIComponent).join("/");
  });
}

function queryText(query: Input["query"] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}

async function read(
  response: Response,
  { signal, language }: { signal: AbortSignal | undefined; language: ClientOptions["language"] },
): Promise<Result<unknown>> {
  const type = response.headers.get("Content-Type") ?? "";
  const unreadable = clientProblem("client-unreadable", { language, status: response.status });
  try {
    if (type.startsWith("application/problem+json")) {
      return failed(toFailure(await response.json(), response), response);
    }
    if (type.startsWith("application/json")) return { data: await response.json(), error: null, response };
  } catch (error) {
    const broken = error instanceof SyntaxError;
    return failed(broken ? unreadable : connectionProblem(error, { signal, language }), response);
  }
  if (response.ok || response.status === 304) return { data: response, error: null, response };
  return failed(unreadable, response);
}

function toFailure(problem: Partial<Failure> & { type?: string }, response: Response): Failure {
  const { type = "", title = "", detail, instance, errors = [] } = problem;
  const retryAfter = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return {
    id: type.slice(type.lastIndexOf("/") + 1),
    status: response.status,
    title,
    errors,
    ...(detail !== undefined && { detail }),
    ...(instance !== undefined && { instance }),
    ...(retryAfter >= 0 && { retryAfter }),
  };
}

/** A failed result. @internal */
export function failed<Id extends string>(error: Failure<Id>, response: Response | null) {
  return { data: null, error, response };
}
