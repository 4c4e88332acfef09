/** The two languages people see, Korean first. */
export type Language = "ko" | "en";

/** One text in both languages. */
export type Text = Record<Language, string>;

/** One thing wrong with the input, and where: a JSON pointer (RFC 6901) into `{ body, query, path, header }`, such as `/body/size`. */
export interface FieldError {
  pointer: string;
  detail: Text;
}

/** What is fixed about a kind of problem. Its `id` is the last part of its page's address and never changes. */
export interface ProblemKind {
  /** `<room>-<what-happened>`, for example `files-too-large`. */
  readonly id: string;
  readonly status:
    | 400
    | 401
    | 403
    | 404
    | 405
    | 409
    | 411
    | 412
    | 413
    | 415
    | 416
    | 422
    | 429
    | 500
    | 502
    | 503
    | 504;
  readonly title: Text;
  /** What it means and what to do about it, for the problem's own page. */
  readonly meaning: Text;
}

/** What is special about one occurrence. */
export interface ProblemDetails {
  detail?: Text;
  errors?: readonly FieldError[];
  /** Extra response headers, for example `Retry-After`. */
  headers?: Readonly<Record<string, string>>;
  /** For the log only; never shown. */
  cause?: unknown;
}

/** A failure that has a name. Thrown anywhere, turned into an RFC 9457 answer in one place (`http/problem`). */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly kind: ProblemKind;
  readonly detail: Text | undefined;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ProblemKind, details: ProblemDetails = {}) {
    super(details.detail?.en ?? kind.title.en, { cause: details.cause });
    this.kind = kind;
    this.detail = details.detail;
    this.errors = details.errors ?? [];
    this.headers = details.headers ?? {};
  }
}

/** A constructor for one kind of problem, which is also its entry in the catalogue of problem pages. */
export interface ProblemFactory {
  (details?: ProblemDetails): Problem;
  readonly kind: ProblemKind;
  /** Whether a caught value is this kind of problem. */
  matches(error: unknown): error is Problem;
}

/** Declares a kind of problem. Rooms keep theirs in `problems.ts`; every declared kind gets a page. */
export function defineProblem(kind: ProblemKind): ProblemFactory {
  const create = (details?: ProblemDetails) => new Problem(kind, details);
  const matches = (error: unknown): error is Problem => error instanceof Problem && error.kind.id === kind.id;
  return Object.assign(create, { kind, matches });
}
