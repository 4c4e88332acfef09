import { type Expression, type ReferenceExpression, type SqlBool, sql } from "kysely";
import type { Schema } from "./schema.ts";

/**
 * Whether a text column holds `text`, letter for letter. `LIKE` would be no help: SQLite's ignores case where MySQL's
 * does not, and their escaping differs. Reads every row that the other conditions leave.
 */
export function contains<T extends keyof Schema>(
  column: ReferenceExpression<Schema, T> & string,
  text: string,
): Expression<SqlBool> {
  return sql<SqlBool>`instr(${sql.ref(column)}, ${text}) > 0`;
}
