import { DatabaseError, type Field } from "@planetscale/database";
import { vendorMisconfigured, vendorUnavailable } from "../../kit/vendor-problem.ts";
import { fromErrorNumber } from "./mysql-errors.ts";
import { parseNumber, type Value } from "./values.ts";

const numeric = /^(U?INT\d+|FLOAT\d+|DECIMAL|YEAR)$/;
/** Types that carry the binary character set although they are text. */
const textual = /^(JSON|DATE|DATETIME|TIMESTAMP|TIME)$/;
const binaryCharset = 63;

/** Turns one value of the wire format (a string with a byte in each character) into ours. */
export function castValue(field: Field, value: string | null): Value {
  if (value === null) return null;
  if (numeric.test(field.type)) return parseNumber(value);
  const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0));
  return field.charset === binaryCharset && !textual.test(field.type) ? bytes : decoder.decode(bytes);
}

const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** Vitess' own codes for "not now", as they come without a MySQL error number. */
const passing = new Set([
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "ABORTED",
  "RESOURCE_EXHAUSTED",
  "CANCELED",
  "INTERNAL",
]);

/** Throws what a failed query means to us. */
export function throwFailure(cause: unknown): never {
  // From `castValue`: an answer came, and held a number that does not fit.
  if (cause instanceof RangeError) throw cause;
  if (!(cause instanceof DatabaseError)) throw vendorUnavailable({ cause });
  if (cause.status === 401 || cause.status === 403) throw vendorMisconfigured({ cause });
  const number = /\(errno (\d+)\)/.exec(cause.message)?.[1];
  if (number !== undefined) throw fromErrorNumber(Number(number), cause);
  // Too many rows is reported as aborted, but asking again cannot help.
  const hopeless = /row count exceeded/i.test(cause.message);
  if (!hopeless && (cause.status !== 400 || passing.has(cause.body.code))) throw vendorUnavailable({ cause });
  throw new Error("The database refused a query", { cause });
}
