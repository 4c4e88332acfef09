export type Reason = "unreadable" | "unsupported" | "too-large";

/** Why no picture comes of a file. */
export class PictureError extends Error {
  override readonly name = "PictureError";
  readonly reason: Reason;
  /** Which rule the file breaks, for whoever made it: "more than 100 scans". */
  readonly rule: string;

  constructor(reason: Reason, rule: string, options?: ErrorOptions) {
    super(`${reason}: ${rule}`, options);
    this.reason = reason;
    this.rule = rule;
  }
}

export const unreadable = (rule: string, options?: ErrorOptions) =>
  new PictureError("unreadable", rule, options);
export const unsupported = (rule: string) => new PictureError("unsupported", rule);
export const tooLarge = (rule: string) => new PictureError("too-large", rule);
