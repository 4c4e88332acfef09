import * as z from "zod";
import type { Text } from "../../kit/problem.ts";
import { customIssues, variableName } from "./custom-data.ts";
import { language, purpose } from "./fields.ts";
import {
  ownVariables,
  perRecipient,
  purposesOf,
  type TemplateName,
  templateVariables,
} from "./template-data.ts";

/**
 * What a mailing says, by its template: `data` is what all recipients share, `variables` names what each has a value of its
 * own for. `more` is what else belongs to a mailing.
 */
export function mailingContents<More extends z.ZodRawShape>(more: More) {
  const of = <Name extends TemplateName>(template: Name) =>
    z
      .object({
        ...more,
        template: z.literal(template),
        language: language.default("ko"),
        purpose,
        data: sharedShape(template),
        variables: z
          .array(variableName)
          .max(20)
          .default([])
          .describe("What each recipient has a value of its own for; the data has none for it."),
      })
      .superRefine((content, context) => {
        for (const { path, text } of faultsOf(content as unknown as Shared))
          context.addIssue({ code: "custom", path, params: { text } });
      });
  return z.discriminatedUnion("template", [
    of("welcome"),
    of("password-reset"),
    of("account-suspended"),
    of("notification"),
    of("custom"),
  ]);
}

interface Shared {
  readonly template: TemplateName;
  readonly purpose: z.output<typeof purpose>;
  readonly data: Readonly<Record<string, unknown>>;
  readonly variables: readonly string[];
}

/** A template's data of which nothing is needed that recipients may have themselves. */
function sharedShape<Name extends TemplateName>(template: Name) {
  const own: readonly string[] = perRecipient[template];
  const shape: Readonly<Record<string, z.ZodType>> = templateVariables[template];
  const entries = Object.entries(shape).map(
    ([name, schema]) => [name, own.includes(name) ? schema.optional() : schema] as const,
  );
  return z.strictObject(Object.fromEntries(entries));
}

interface Fault {
  readonly path: PropertyKey[];
  readonly text: Text;
}

function faultsOf({ template, purpose: wanted, data, variables }: Shared): Fault[] {
  const faults: Fault[] = [];
  const possible = ownVariables(template, data);
  const shape: Readonly<Record<string, z.ZodType>> = templateVariables[template];
  if (!purposesOf(template).includes(wanted)) faults.push({ path: ["purpose"], text: texts.purpose });
  for (const [index, name] of variables.entries()) {
    if (!possible.has(name)) faults.push({ path: ["variables", index], text: texts.notOwn });
    if (data[name] !== undefined) faults.push({ path: ["data", name], text: texts.twice });
  }
  const has = (name: string) => data[name] !== undefined || variables.includes(name);
  for (const name of perRecipient[template])
    if (!has(name) && !shape[name]!.safeParse(undefined).success)
      faults.push({ path: ["data", name], text: texts.missing });
  if (has("button") && !has("link")) faults.push({ path: ["data", "link"], text: texts.missing });
  if (template === "custom")
    for (const { path, params } of customIssues(data, variables))
      faults.push({ path: ["data", ...path], text: params.text });
  return faults;
}

const texts = {
  purpose: {
    ko: "이 템플릿으로는 광고 메일을 보낼 수 없습니다.",
    en: "This template is not for advertisements.",
  },
  notOwn: {
    ko: "받는 사람마다 다를 수 있는 변수가 아닙니다.",
    en: "It is no variable that recipients can have values of their own for.",
  },
  twice: {
    ko: "받는 사람마다 다른 값을 쓰는 변수라 여기에는 값을 줄 수 없습니다.",
    en: "Each recipient has a value of its own for it, so none can be given here.",
  },
  missing: {
    ko: "꼭 필요한 값입니다. 모두 같으면 여기에, 사람마다 다르면 variables에 적어 주세요.",
    en: "It is needed: here where all have the same, or named in `variables` where each has its own.",
  },
};
