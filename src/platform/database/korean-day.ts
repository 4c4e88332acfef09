import { type RawBuilder, sql } from "kysely";
import type { Database } from "./port.ts";

/** The Korean calendar date, `2026-11-25`, of a column or a term of epoch milliseconds; Korea keeps UTC+9 all year. */
export function koreanDayOf(
  { dialect }: Pick<Database, "dialect">,
  time: string | RawBuilder<unknown>,
): RawBuilder<string> {
  const days = sql`((${typeof time === "string" ? sql.ref(time) : time} + 32400000) / 86400000)`;
  return dialect === "sqlite"
    ? sql<string>`date('1970-01-01', '+' || cast(${days} as integer) || ' days')`
    : sql<string>`date_format(date_add('1970-01-01', interval floor(${days}) day), '%Y-%m-%d')`;
}
