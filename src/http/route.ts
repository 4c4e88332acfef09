import type * as z from "zod";
import type { ProblemFactory } from "../kit/problem.ts";
import type { CallerRule } from "./authenticate.ts";
import type { Call } from "./call.ts";
import type { HeaderProfile } from "./headers.ts";

/** An answer whose body the schema describes. */
export interface JsonAnswer<Schema extends z.ZodType = z.ZodType> {
  kind: "json";
  description: string;
  schema: Schema;
}

/** An answer that the handler makes itself: a file, a page, an event stream, or no body at all. */
export interface RawAnswer {
  kind: "raw";
  description: string;
  /** Media types; empty for an answer without a body. */
  types: readonly string[];
}

export type Answers = Readonly<Record<number, JsonAnswer | RawAnswer>>;

/** A JSON body of at most `limit` bytes. */
export interface JsonBody<Schema extends z.ZodType = z.ZodType> {
  kind: "json";
  schema: Schema;
  limit: number;
}

/** A body that the handler reads as a stream. */
export interface RawBody {
  kind: "raw";
  /** What may come, for the document; the handler checks. */
  types: Readonly<Record<string, { description: string; form?: z.ZodType }>>;
  /** Bytes. */
  limit: number;
}

/**
 * How long an answer may be kept by others. `own`: the handler says so itself, because it depends on what it found.
 */
export type CacheRule = "no-store" | "revalidate" | "own";

/**
 * What a repeated `Idempotency-Key` gets. `replay`: the very bytes of the first answer. `afresh`: the handler runs again
 * with `call.made` naming what it made the first time, because its answer holds a secret or a signed URL.
 */
export type IdempotencyRule = "replay" | "afresh";

/** A body that is read whole and handed over as the bytes that came, because a signature is over them. */
export interface BytesBody {
  kind: "bytes";
  /** Bytes. */
  limit: number;
}

/** Everything that is fixed about a route, in one place: who may call it, what goes in, what comes out, how long it keeps. */
export interface Declaration {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** As in OpenAPI; a last `{name+}` takes the rest of the path. */
  path: string;
  /** `verbNoun`, unique. */
  operation: string;
  summary: string;
  /** The room. */
  room: string;
  caller: CallerRule;
  /** Which rate limit counts it. */
  limit: "reads" | "writes" | "none";
  cache: CacheRule;
  headers: HeaderProfile;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: JsonBody | RawBody | BytesBody;
  idempotency?: IdempotencyRule;
  answers: Answers;
  problems?: readonly ProblemFactory[];
  /** Pages and the like stay out of the API's document. */
  undocumented?: boolean;
}

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** What a handler is given: checked input, and the call that it came with. */
export interface Input<D extends Declaration> {
  params: Parsed<D["params"]>;
  query: Parsed<D["query"]>;
  body: D["body"] extends JsonBody<infer Schema>
    ? z.output<Schema>
    : D["body"] extends BytesBody
      ? Uint8Array<ArrayBuffer>
      : undefined;
  call: Call;
}

/** A JSON reply; `made` names what an `afresh` route has made. */
export interface JsonReply<Status, Body> {
  status: Status;
  body: Body;
  headers?: Readonly<Record<string, string>>;
  made?: string;
}

/** What a handler may answer: nothing that the declaration does not list. */
export type Reply<D extends Declaration> = {
  [Status in keyof D["answers"] & number]: D["answers"][Status] extends JsonAnswer<infer Schema>
    ? JsonReply<Status, z.input<Schema>>
    : Response;
}[keyof D["answers"] & number];

/** A declaration with its handler. */
export interface Route {
  readonly declaration: Declaration;
  readonly handle: (input: Input<Declaration>) => Promise<Response | JsonReply<number, unknown>>;
}

/** Puts a handler to its declaration; the compiler refuses input that is not declared and answers that are not. */
export function route<const D extends Declaration>(
  declaration: D,
  handle: (input: Input<D>) => Promise<Reply<D>>,
): Route {
  return { declaration, handle: (input) => handle(input as unknown as Input<D>) };
}

/** A JSON reply of a handler. */
export function reply<const Status extends number, Body>(
  status: Status,
  body: Body,
  more: { headers?: Readonly<Record<string, string>>; made?: string } = {},
): JsonReply<Status, Body> {
  return { status, body, ...more };
}

export function json<Schema extends z.ZodType>(schema: Schema, description: string): JsonAnswer<Schema> {
  return { kind: "json", schema, description };
}

export function raw(description: string, ...types: string[]): RawAnswer {
  return { kind: "raw", description, types };
}

/** A JSON body; 256 KiB unless said otherwise. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema, limit = 256 * 1024): JsonBody<Schema> {
  return { kind: "json", schema, limit };
}
