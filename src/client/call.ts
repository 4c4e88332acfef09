import type { CallOptions, ClientProblemId, Failure, RawBody, Result } from "./result.ts";

/** Where the API is, and who calls it. */
export interface ClientOptions {
  /** For example `https://edge.example.org`. */
  baseUrl: string;
  /** An API key, `tov_…`, or what gives one. */
  token?: string | (() => string | Promise<string>);
  /** The language of problems; without it the browser's own. */
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
  const [method = "", template = ""] = operation.split(" ");
  let response: Response;
  try {
    const url =
      client.baseUrl.replace(/\/+$/, "") + fillPath(template, input.params) + queryText(input.query);
    const init = await requestInit(client, method, input.body, options);
    response = await (client.fetch ?? fetch)(url, init);
  } catch (error) {
    return failed(clientProblem(error, options.signal), null);
  }
  return read(response, options.signal);
}

async function requestInit(
  client: ClientOptions,
  method: string,
  body: unknown,
  { signal, idempotencyKey, headers: extra }: CallOptions,
): Promise<RequestInit> {
  const headers = new Headers(extra);
  const token = typeof client.token === "function" ? await client.token() : client.token;
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (client.language) headers.set("Accept-Language", client.language);
  if (idempotencyKey) headers.set("Idempotency-Key", idempotencyKey);
  const init: RequestInit = { method, headers };
  if (signal) init.signal = signal;
  if (isRaw(body)) init.body = body;
  else if (body !== undefined) {
    headers.set("Content-Type", "application/json");
    init.body = JSON.stringify(body);
  }
  return init;
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
      throw new InvalidInput(`${name} is not valid in a path.`);
    }
    return segments.map(encodeURIComponent).join("/");
  });
}

function queryText(query: Input["query"] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}

class InvalidInput extends Error {}

async function read(response: Response, signal: AbortSignal | undefined): Promise<Result<unknown>> {
  const type = response.headers.get("Content-Type") ?? "";
  try {
    if (type.startsWith("application/problem+json")) {
      return failed(toFailure(await response.json(), response), response);
    }
    if (type.startsWith("application/json")) return { data: await response.json(), error: null, response };
  } catch (error) {
    const problem = clientProblem(error, signal);
    return failed(error instanceof SyntaxError ? unreadable(response) : problem, response);
  }
  if (response.ok || response.status === 304) return { data: response, error: null, response };
  return failed(unreadable(response), response);
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

function unreadable({ status }: Response): Failure {
  return {
    id: "client-unreadable",
    status,
    title: `The server answered ${status}, but not as an API.`,
    errors: [],
  };
}

/** What was thrown before there was a whole answer. @internal */
export function clientProblem(error: unknown, signal: AbortSignal | undefined): Failure<never> {
  const detail = error instanceof Error ? error.message : String(error);
  const id: ClientProblemId = signal?.aborted
    ? "client-aborted"
    : error instanceof InvalidInput
      ? "client-invalid-input"
      : "client-network";
  return { id, status: 0, title: titles[id], detail, errors: [] };
}

const titles: Record<ClientProblemId, string> = {
  "client-network": "The server could not be reached.",
  "client-aborted": "The call was given up.",
  "client-unreadable": "The answer is not an API's.",
  "client-invalid-input": "The input cannot be sent.",
};

/** A failed result. @internal */
export function failed<Id extends string>(error: Failure<Id>, response: Response | null) {
  return { data: null, error, response };
}
