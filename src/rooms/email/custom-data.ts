import * as z from "zod";
import type { Text } from "../../kit/problem.ts";
import { line, link } from "./fields.ts";
import { sanitiseHtml } from "./html/sanitise.ts";

/** HTML as staff write it, sanitised. */
export const staffHtml = z
  .string()
  .min(1)
  .max(100_000)
  .transform((source, context): string => {
    const { html, variableInAddress } = sanitiseHtml(source);
    if (html !== "" && !variableInAddress) return html;
    const text = variableInAddress ? texts.partOfAddress : texts.nothingLeft;
    context.addIssue({ code: "custom", params: { text } });
    return z.NEVER;
  });

const identifier = "[A-Za-z][A-Za-z0-9]{0,39}";

/** What a variable may be called. */
export const variableName = z.string().regex(new RegExp(`^${identifier}$`));

/** What the link that ends a subscription is called among a recipient's values; no variable of staff's. */
export const unsubscribe = "unsubscribe";

const variable = new RegExp(`\\{\\{\\s*(${identifier})\\s*\\}\\}`, "g");
const linked = new RegExp(`href="\\{\\{\\s*(${identifier})\\s*\\}\\}"`, "g");

interface CustomText {
  readonly subject?: unknown;
  readonly preheader?: unknown;
  readonly html?: unknown;
}

/** The variables of a custom e-mail, and which of them are links: `schema` is what a value has to be. */
export function variablesOf(data: CustomText): ReadonlyMap<string, z.ZodType<string>> {
  const text = textsOf(data).join("\n");
  const links = new Set([...text.matchAll(linked)].map(([, name]) => name));
  const names = [...text.matchAll(variable)].map(([, name]) => name as string);
  return new Map(names.map((name) => [name, links.has(name) ? link : line(500)]));
}

/** Puts values in place of variables; `put` makes them fit where they stand. */
export function fillVariables(
  text: string,
  values: Readonly<Record<string, string>>,
  put: (value: string) => string = (value) => value,
): string {
  return text.replace(variable, (whole, name: string) =>
    Object.hasOwn(values, name) ? put(values[name]!) : whole,
  );
}

/** A rule that a variable breaks, in both languages. */
export type VariableIssue = {
  readonly code: "custom";
  readonly path: PropertyKey[];
  readonly params: { readonly text: Text };
};

/** What is wrong with the variables of a custom e-mail, `own` of which each recipient has a value for. */
export function customIssues(
  data: CustomText & { values?: unknown },
  own: readonly string[],
): VariableIssue[] {
  const issues: VariableIssue[] = [];
  const values = (data.values ?? {}) as Readonly<Record<string, string>>;
  const variables = variablesOf(data);
  const tell = (path: PropertyKey[], text: Text) => issues.push({ code: "custom", path, params: { text } });
  for (const field of ["subject", "preheader", "html"] as const)
    if (
      String(data[field] ?? "")
        .replace(variable, "")
        .includes("{{")
    )
      tell([field], texts.unreadable);
  for (const [name, schema] of variables) {
    const value = values[name];
    if (name === unsubscribe) tell(["html"], texts.reserved);
    else if (own.includes(name)) continue;
    else if (value === undefined) tell(["values", name], texts.missing);
    else if (!schema.safeParse(value).success) tell(["values", name], texts.notALink);
  }
  for (const name of Object.keys(values))
    if (!variables.has(name) || own.includes(name)) tell(["values", name], texts.unused);
  return issues;
}

const textsOf = ({ subject, preheader, html }: CustomText) =>
  [subject, preheader, html].filter((text) => typeof text === "string");

const texts = {
  nothingLeft: {
    ko: "메일에 쓸 수 있는 내용이 남지 않습니다.",
    en: "Nothing of it may be in an e-mail.",
  },
  partOfAddress: {
    ko: "링크 주소의 일부만 변수로 쓸 수는 없습니다. 주소 전체를 변수로 써 주세요.",
    en: "A variable cannot be a part of an address. Make the whole address a variable.",
  },
  missing: {
    ko: "메일에 쓰인 변수인데 값이 없습니다.",
    en: "The e-mail has this variable, and no value is given.",
  },
  unused: { ko: "메일에 쓰이지 않은 변수입니다.", en: "The e-mail has no such variable." },
  notALink: {
    ko: "링크로 쓰인 변수라 https로 시작하는 주소여야 합니다.",
    en: "It is used as a link, so it has to begin with https.",
  },
  reserved: {
    ko: "{{unsubscribe}}는 쓸 수 없는 이름입니다. 수신거부 링크는 광고 메일에 저절로 들어갑니다.",
    en: "{{unsubscribe}} is no name for a variable. Advertisements get the link to unsubscribe by themselves.",
  },
  unreadable: {
    ko: "{{ 다음에는 영문자로 시작하는 변수 이름과 }}가 와야 합니다.",
    en: "Behind {{ there has to be the name of a variable, which begins with a letter, and }}.",
  },
};
