/** What an RFC 9457 answer says, in the reader's language. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance: string;
  errors?: { pointer: string; detail: string }[];
}

interface FailureDetails {
  /** The HTTP status; 0 when no answer came. */
  status: number;
  problem?: Problem;
  /** Seconds. */
  retryAfter?: number;
  cause?: unknown;
}

/** Seconds; whoever asks to come back later than this is not waited for. */
const LONGEST_WAIT = 60;

/** A request that did not succeed. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly status: number;
  readonly problem: Problem | undefined;
  readonly retryAfter: number | undefined;

  constructor({ status, problem, retryAfter, cause }: FailureDetails) {
    super(problem?.title ?? `Status ${status}`, { cause });
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  /** The last part of the problem's type, such as `files-too-large`. */
  get problemId(): string | undefined {
    return this.problem?.type.split("/").at(-1);
  }

  /** Whether the same request may well succeed soon. */
  get isTemporary(): boolean {
    if (this.retryAfter !== undefined && this.retryAfter > LONGEST_WAIT) return false;
    const { status } = this;
    return (
      status === 0 ||
      status === 408 ||
      status === 429 ||
      status >= 500 ||
      this.problemId === "http-idempotency-key-running"
    );
  }
}
