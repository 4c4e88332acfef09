import type * as z from "zod";
import en from "zod/v4/locales/en.js";
import type { FieldError } from "../kit/problem.ts";
import { koreanIssue, ownWords } from "./korean-issues.ts";
import { invalidInput } from "./problems.ts";

type Place = "body" | "query" | "path" | "header";

const others = en().localeError;

/** What a value breaks, in English. A rule of our own brings its words along: `params: { text }`. */
const english: typeof others = (issue) => ownWords(issue)?.en ?? others(issue);

/**
 * What the schema makes of a value.
 * @throws `http-invalid-input`, which names every rule that the value breaks, in both languages.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: Place,
): z.output<Schema> {
  const result = schema.safeParse(value, { error: english });
  if (result.success) return result.data;
  // The same issues once more in Korean: parsing is pure, and only refused input pays for it.
  const inKorean = schema.safeParse(value, { error: koreanIssue });
  const texts = inKorean.error?.issues ?? [];
  const errors = result.error.issues.map((issue, index): FieldError => {
    const pointer = `/${[place, ...issue.path].map(escapePointer).join("/")}`;
    return { pointer, detail: { ko: texts[index]?.message ?? issue.message, en: issue.message } };
  });
  throw invalidInput({ errors });
}

/** RFC 6901, section 3. */
function escapePointer(token: PropertyKey): string {
  return String(token).replaceAll("~", "~0").replaceAll("/", "~1");
}
