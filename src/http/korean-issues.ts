import type * as z from "zod";
import ko from "zod/v4/locales/ko.js";
import type { Text } from "../kit/problem.ts";

type Issue = Parameters<z.core.$ZodErrorMap>[0];

const others = ko().localeError;

const nouns: Readonly<Record<string, string>> = {
  string: "글자여야 합니다.",
  number: "숫자여야 합니다.",
  int: "정수여야 합니다.",
  boolean: "true 또는 false여야 합니다.",
  array: "목록이어야 합니다.",
  object: "객체여야 합니다.",
};

/** What a value breaks, in Korean as people write it. What is rare is left to zod's own words. */
export function koreanIssue(issue: Issue): ReturnType<typeof others> {
  if (issue.code === "invalid_type" && issue.input === undefined) return "꼭 필요한 값입니다.";
  if (issue.code === "invalid_type") return nouns[issue.expected] ?? others(issue);
  if (issue.code === "too_small") return `${count(issue.minimum, issue.origin)} 이상이어야 합니다.`;
  if (issue.code === "too_big") return `${count(issue.maximum, issue.origin)} 이하여야 합니다.`;
  if (issue.code === "invalid_value") return `다음 가운데 하나여야 합니다: ${issue.values.join(", ")}`;
  if (issue.code === "unrecognized_keys") return `모르는 항목입니다: ${issue.keys.join(", ")}`;
  if (issue.code === "invalid_format") return `형식이 맞지 않습니다(${issue.format}).`;
  return ownWords(issue)?.ko ?? others(issue);
}

/** The words that a rule of our own brings along, as `params: { text }`. */
export function ownWords(issue: Issue): Text | undefined {
  return issue.code === "custom" ? (issue.params?.text as Text | undefined) : undefined;
}

function count(limit: number | bigint, origin: string): string {
  if (origin === "string") return `${limit}자`;
  return origin === "array" || origin === "set" ? `${limit}개` : String(limit);
}
