import * as z from "zod";
import { bytesOf, fromBase64Url, toBase64Url } from "../kit/encoding.ts";
import { invalidInput } from "./problems.ts";

/** The query of every list: how many rows, and where the last page ended. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe("Rows a page."),
  cursor: z.string().max(500).optional().describe("`nextCursor` of the page before."),
});

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe("Null on the last page."),
  });
}

/** The sort values of a page's last row as an opaque text. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return toBase64Url(bytesOf(JSON.stringify(values)));
}

/** @throws `http-invalid-input` for a text that no page has given out. */
export function decodeCursor<Schema extends z.ZodType>(
  cursor: string | undefined,
  schema: Schema,
): z.output<Schema> | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(fromBase64Url(cursor) ?? new Uint8Array())));
  } catch (cause) {
    const detail = { ko: "nextCursor로 받은 값이 아닙니다.", en: "This is no nextCursor." };
    throw invalidInput({ errors: [{ pointer: "/query/cursor", detail }], cause });
  }
}
