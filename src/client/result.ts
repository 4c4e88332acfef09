/** What every call answers: the data, or why there is none. Calls never throw. */
export type Result<Data, Id extends string = string> =
  | { data: Data; error: null; response: Response }
  | { data: null; error: Failure<Id>; response: Response | null };

/** What the client itself finds wrong: no answer came, the caller gave up, the answer is no API's, the input cannot be sent, the store refused a part of a file. */
export type ClientProblemId =
  | "client-network"
  | "client-aborted"
  | "client-unreadable"
  | "client-invalid-input"
  | "client-part-refused";

/** What any operation may answer besides its own problems. Newer servers may know others: keep a `default`. */
export type AnyProblemId =
  | ClientProblemId
  | "http-internal-error"
  | "vendor-unavailable"
  | "vendor-refused"
  | "vendor-misconfigured"
  | "vendor-disabled"
  | (string & {});

/** Why a call failed: the server's problem (RFC 9457), or one of the client's own. */
export interface Failure<Id extends string = string> {
  /** The problem's name, which never changes. */
  id: Id | AnyProblemId;
  /** The HTTP status; 0 where no answer came. */
  status: number;
  /** A sentence to show, in the language that was asked for. */
  title: string;
  detail?: string;
  /** The request's number, to be named in reports. */
  instance?: string;
  /** What is wrong with the input, and where: JSON pointers such as `/body/size`. */
  errors: { pointer: string; detail: string }[];
  /** Seconds to wait before trying again, where the server says so. */
  retryAfter?: number;
}

/** What may be said of a single call. */
export interface CallOptions {
  signal?: AbortSignal;
  /** Makes sending it again safe: the same key gets the same answer for 24 hours. */
  idempotencyKey?: string;
  headers?: Record<string, string>;
}

/** A body that is sent as it is. Its length must be known beforehand, so a stream is none. */
export type RawBody = Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer> | FormData;
