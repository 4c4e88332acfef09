import * as z from "zod";
import { customIssues, staffHtml, variableName, variablesOf } from "./custom-data.ts";
import { line, link, type Purpose, paragraphs } from "./fields.ts";

const name = line(100).describe("How the recipient is addressed, without 님.");

/** What each template needs to know. */
export const templateVariables = {
  welcome: {
    name,
    link: link.optional().describe("Where the button leads, such as the homepage."),
  },
  "password-reset": {
    name,
    link: link.describe("Where a new password is chosen. It opens something, so it is never tracked."),
    minutes: z.int().min(1).max(10_080).describe("For how many minutes the link works."),
  },
  "account-suspended": {
    name,
    reason: paragraphs(2000).describe("Why, as the person is to read it; an empty line begins a paragraph."),
    until: z.iso.date().optional().describe("The last day of it; without one, until further notice."),
    appeal: link.optional().describe("Where the person can object."),
  },
  notification: {
    name: name.optional(),
    title: line(150).describe("The subject, and what stands above."),
    body: paragraphs(5000).describe("An empty line begins a paragraph."),
    details: z
      .array(z.strictObject({ label: line(50), value: line(300) }))
      .max(20)
      .optional()
      .describe("A table of facts: when, where, how much."),
    link: link.optional().describe("Where the button leads."),
    button: line(40).optional().describe("What stands on the button; it needs a link."),
  },
  custom: {
    subject: line(200).describe("Variables stand in it as {{name}}."),
    preheader: line(150).optional().describe("What inboxes show behind the subject."),
    html: staffHtml.describe(
      "What it says, 100,000 characters at most; variables as {{name}}, also as a whole href. What is not safe in mail is left out.",
    ),
    values: z.record(variableName, line(500)).optional().describe("A value for each variable."),
  },
} satisfies Record<string, z.core.$ZodLooseShape>;

export type TemplateName = keyof typeof templateVariables;
export const templateNames = Object.keys(templateVariables) as TemplateName[];

/** What recipients of one mailing may have of their own, each a single line or a link. `custom` names them in its HTML. */
export const perRecipient = {
  welcome: ["name", "link"],
  "password-reset": ["name", "link"],
  "account-suspended": ["name", "appeal"],
  notification: ["name", "title", "link"],
  custom: [],
} as const satisfies { [Name in TemplateName]: readonly (keyof (typeof templateVariables)[Name])[] };

/** Templates that may also carry advertisements; the others are never anything but transactional. */
const advertisable: readonly TemplateName[] = ["notification", "custom"];

/** What a template may be used for. */
export const purposesOf = (template: TemplateName): readonly Purpose[] =>
  advertisable.includes(template) ? ["transactional", "advertisement"] : ["transactional"];

type Given = Readonly<Record<string, unknown>>;

/** A whole template's data; `own` are the variables of which each recipient has a value. */
const rulesOf =
  (template: TemplateName, own: readonly string[]) => (data: object, context: z.RefinementCtx) => {
    const given = data as Given;
    const has = (variable: string) => given[variable] !== undefined || own.includes(variable);
    if (has("button") && !has("link"))
      context.addIssue({ code: "custom", path: ["link"], params: { text: buttonWithoutLink } });
    if (template === "custom") for (const issue of customIssues(given, own)) context.addIssue(issue);
  };

const buttonWithoutLink = {
  ko: "버튼 글이 있으면 링크도 있어야 합니다.",
  en: "What stands on a button needs a link.",
};

/** The data of one e-mail. Unknown variables are refused. */
export const templateData = {
  welcome: z.strictObject(templateVariables.welcome),
  "password-reset": z.strictObject(templateVariables["password-reset"]),
  "account-suspended": z.strictObject(templateVariables["account-suspended"]),
  notification: z.strictObject(templateVariables.notification).superRefine(rulesOf("notification", [])),
  custom: z.strictObject(templateVariables.custom).superRefine(rulesOf("custom", [])),
} satisfies Record<TemplateName, z.ZodType>;
export type TemplateData<Name extends TemplateName = TemplateName> = z.output<(typeof templateData)[Name]>;

/**
 * What all recipients of a mailing share, when each has a value of its own for the variables of `own`. Without any it is the
 * data of one e-mail.
 */
export function sharedData(template: TemplateName, own: readonly string[] = []): z.ZodType<Given> {
  const shape = Object.entries(templateVariables[template]).filter(([variable]) => !own.includes(variable));
  return z.strictObject(Object.fromEntries(shape)).superRefine(rulesOf(template, own));
}

/**
 * What is wrong with the data of a mailing whose recipients have values of their own for the variables of `own`, or the data
 * as it is kept: sanitised, and addresses written out.
 */
export function checkData(template: TemplateName, data: unknown, own: readonly string[] = []) {
  return sharedData(template, own).safeParse(data);
}

/** The variables that recipients of a mailing may have values of their own for, and what a value has to be. */
export function ownVariables(template: TemplateName, data: Given): ReadonlyMap<string, z.ZodType<string>> {
  if (template === "custom") return variablesOf(data);
  const shape: Readonly<Record<string, z.ZodType>> = templateVariables[template];
  const required = (schema: z.ZodType) => (schema instanceof z.ZodOptional ? schema.unwrap() : schema);
  return new Map(
    perRecipient[template].map((name) => [name, required(shape[name]!) as z.ZodType<string>] as const),
  );
}
