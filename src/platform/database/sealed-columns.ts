import type { ChangingTable, Schema } from "./schema.ts";

/** The columns of a table that hold text. */
type TextOf<T extends ChangingTable> = {
  [C in keyof Schema[T]]-?: string extends Schema[T][C] ? C & string : never;
}[keyof Schema[T]];

/** A column of sealed values. Each is bound to this table and column and to its row's `id`. */
export type SealedColumn = {
  [T in ChangingTable]: { table: T; id: TextOf<T>; column: TextOf<T> };
}[ChangingTable];

/** Every column that holds sealed values, so that `npm run reseal` finds them all after a rotation of keys. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: "email_messages", id: "id", column: "data" },
  { table: "email_batches", id: "id", column: "data" },
];
