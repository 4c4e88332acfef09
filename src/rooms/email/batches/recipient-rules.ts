import type * as z from "zod";
import type { Text } from "../../../kit/problem.ts";
import { addressFault, addressFaults, normaliseAddress } from "../address.ts";
import { line } from "../fields.ts";

/** What a template wants to know of each recipient, and what a value has to be. */
export type Variables = ReadonlyMap<string, z.ZodType<string>>;

/** Somebody whom a batch is for. */
export interface Recipient {
  readonly email: string;
  readonly name: string | null;
  /** Exactly what the template wants to know of each recipient. */
  readonly data: Readonly<Record<string, string>>;
}

/** A line of an audience before anybody has looked at it. */
export interface GivenRecipient {
  readonly email: unknown;
  readonly name: unknown;
  readonly data: unknown;
}

/** What a line of an audience can break. */
export const rules = {
  missing: { ko: "꼭 필요한 값입니다.", en: "It has to be given." },
  "not-text": { ko: "글자여야 합니다.", en: "It has to be a text." },
  ...addressFaults,
  "control-character": {
    ko: "줄바꿈이나 보이지 않는 제어 문자가 들어 있습니다.",
    en: "There is a line break or an invisible control character in it.",
  },
  "broken-character": {
    ko: "깨진 글자가 들어 있습니다. 파일의 인코딩을 확인해 주세요.",
    en: "There is a broken character in it. Look at the file's encoding.",
  },
  "not-fitting": {
    ko: "템플릿이 받는 값이 아닙니다. 링크는 https로 시작해야 합니다.",
    en: "It is not what the template takes there. A link has to begin with https.",
  },
  "unknown-variable": { ko: "템플릿에 없는 변수입니다.", en: "The template has no such variable." },
  "too-much-data": {
    ko: "한 사람의 변수는 모두 합해 1,400자까지입니다.",
    en: "The variables of one recipient may have 1,400 characters in all.",
  },
  "not-a-recipient": {
    ko: "email, name, data만 있는 객체여야 합니다.",
    en: "It has to be an object of email, name and data alone.",
  },
  "unequal-columns": {
    ko: "칸의 수가 첫 줄과 다릅니다.",
    en: "It has more or fewer cells than the first line.",
  },
  misquoted: {
    ko: '따옴표가 맞지 않습니다. 값 안의 따옴표는 ""로 씁니다.',
    en: 'Its quotes do not match. A quote within a value is written "".',
  },
} satisfies Record<string, Text>;
export type Rule = keyof typeof rules;

/** What is wrong with a line. */
export interface Fault {
  /** `email`, `name`, `data/<variable>`, or empty for the line itself. Never something that only the line knows. */
  readonly field: string;
  readonly rule: Rule;
}

/** Made once: there are a hundred thousand lines to look at. */
const nameLine = line(100);
const anyValue = line(500);
/**
 * Characters of all values of a recipient: each goes out twice, once as text and once as HTML, and SendGrid takes
 * 10,000 bytes of substitutions.
 */
const MOST_DATA = 1_400;

/** What came of looking at something. */
export type Checked<Value> = { readonly value: Value } | { readonly fault: Fault };

/**
 * Looks at one recipient after another. `variables` are those that the template wants of each; null lets in any. One that
 * is called `name` may be left to the recipient's name.
 */
export function createRecipientCheck(
  variables: Variables | null,
): (given: GivenRecipient) => Checked<Recipient> {
  return (given) => {
    const email = checkAddress(given.email);
    if ("fault" in email) return email;
    const name = checkName(given.name);
    if ("fault" in name) return name;
    const data = checkData(given.data ?? {}, name.value, variables);
    if ("fault" in data) return data;
    return { value: { email: email.value, name: name.value, data: data.value } };
  };
}

function checkAddress(email: unknown): Checked<string> {
  const rule = textRule(email);
  if (rule) return fault("email", rule);
  const normalised = normaliseAddress(email as string);
  const found = addressFault(normalised);
  return found ? fault("email", found) : { value: normalised };
}

/** Nobody has to have a name. */
function checkName(name: unknown): Checked<string | null> {
  if (name === undefined || name === null) return { value: null };
  if (typeof name === "string" && name.trim() === "") return { value: null };
  const checked = checkText(name, nameLine);
  return "rule" in checked ? fault("name", checked.rule) : checked;
}

function checkData(
  data: unknown,
  name: string | null,
  variables: Variables | null,
): Checked<Record<string, string>> {
  if (typeof data !== "object" || data === null || Array.isArray(data))
    return fault("data", "not-a-recipient");
  const given = new Map<string, unknown>(Object.entries(data));
  const wanted = variables ?? new Map([...given.keys()].map((variable) => [variable, anyValue]));
  if (name !== null && wanted.has("name") && !given.has("name")) given.set("name", name);
  const values: Record<string, string> = {};
  let length = 0;
  for (const [variable, schema] of wanted) {
    const checked = checkText(given.get(variable), schema);
    // What nobody but the line calls a variable is not told.
    if ("rule" in checked) return fault(variables ? `data/${variable}` : "data", checked.rule);
    values[variable] = checked.value;
    length += checked.value.length;
  }
  if (given.size > wanted.size) return fault("data", "unknown-variable");
  return length > MOST_DATA ? fault("data", "too-much-data") : { value: values };
}

function checkText(value: unknown, schema: z.ZodType<string>): { value: string } | { rule: Rule } {
  const rule = textRule(value);
  if (rule) return { rule };
  const { data, error } = schema.safeParse(value);
  return error ? { rule: ruleOf(error) } : { value: data };
}

function ruleOf({ issues }: z.ZodError): Rule {
  const codes = issues.map(({ code }) => code);
  if (codes.includes("too_big")) return "too-long";
  return codes.includes("invalid_format") ? "control-character" : "not-fitting";
}

function textRule(value: unknown): Rule | null {
  if (value === undefined) return "missing";
  if (typeof value !== "string") return "not-text";
  if (value.trim() === "") return "missing";
  return value.includes("\uFFFD") || !value.isWellFormed() ? "broken-character" : null;
}

const fault = (field: string, rule: Rule) => ({ fault: { field, rule } });
