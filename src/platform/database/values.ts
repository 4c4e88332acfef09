/** What a query may be given and what comes back, the same on every database. */
export type Value = string | number | null | Uint8Array;

/** One row, by column name. */
export type Row = Record<string, Value>;

/** How many parameters D1 takes in one query (developers.cloudflare.com/d1/platform/limits). */
const mostParameters = 100;

/**
 * Refuses what the databases would each take differently: bigint, Date, boolean, undefined, NaN, integers beyond 2^53,
 * and more than 100 parameters.
 * @throws TypeError naming the position, because only a mistake in our own code gets here.
 */
export function checkParameters(parameters: readonly unknown[]): readonly Value[] {
  if (parameters.length > mostParameters) {
    throw new TypeError(`A query has ${parameters.length} parameters; D1 takes ${mostParameters}.`);
  }
  return parameters.map((value, index) => {
    if (isValue(value)) return value;
    throw new TypeError(
      `Query parameter ${index + 1} is ${describe(value)}; give a string, a finite number, a Uint8Array or null.`,
    );
  });
}

/**
 * A number written in decimal digits, as MySQL sends BIGINT and DECIMAL (`count(*)`, `sum(size)`).
 * @throws RangeError for an integer beyond 2^53, which JavaScript cannot hold exactly.
 */
export function parseNumber(digits: string): number {
  return exact(Number(digits), digits);
}

/**
 * A number that has already been parsed, unless it may have been rounded.
 * @throws RangeError as `parseNumber`.
 */
export function exact(value: number, written: string = String(value)): number {
  if (isExact(value)) return value;
  throw new RangeError(`The database answered ${written}, which is beyond 2^53.`);
}

function isValue(value: unknown): value is Value {
  if (typeof value === "number") return isExact(value);
  return value === null || typeof value === "string" || value instanceof Uint8Array;
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

function describe(value: unknown): string {
  if (typeof value === "number") return `the number ${value}`;
  return typeof value === "object" ? `a ${value?.constructor?.name ?? "bare object"}` : `a ${typeof value}`;
}
