import type { Language } from "../../kit/problem.ts";
import { unsubscribe } from "./custom-data.ts";
import type { Content, Slot } from "./driver.ts";
import { toText } from "./html/to-text.ts";
import { sharedData, type TemplateName, templateNames } from "./template-data.ts";
import { accountSuspended } from "./templates/account-suspended.tsx";
import { writeConsentLetter } from "./templates/consent-letters.tsx";
import { custom } from "./templates/custom.tsx";
import { frameLetter } from "./templates/frame.tsx";
import { notification } from "./templates/notification.tsx";
import { passwordReset } from "./templates/password-reset.tsx";
import type { Frame, Letter, Organisation, Template, TemplateOf } from "./templates/template.ts";
import { welcome } from "./templates/welcome.tsx";

/** Every template there is, by its name. */
export const templates: { readonly [Name in TemplateName]: TemplateOf<Name> } = {
  welcome,
  "password-reset": passwordReset,
  "account-suspended": accountSuspended,
  notification,
  custom,
};

/** What is to be rendered: one e-mail, or once what all e-mails of a mailing say. */
export interface Mail {
  readonly template: string;
  readonly language: string;
  /** What the template needs, but for what stands in slots. */
  readonly data: unknown;
  /** For variables of which each recipient has a value, and for the link to unsubscribe where each has its own. */
  readonly slots?: readonly Slot[];
  readonly frame: Frame;
}

/**
 * What an e-mail says. Each slot's `inText` stands in the subject and the text, its `inHtml` in the HTML.
 * @throws ZodError for data that the template cannot use, Error for a template of another release
 */
export function renderMailing({ template: name, language, data, slots = [], frame }: Mail): Content {
  const spoken = language === "en" ? "en" : "ko";
  const letter =
    writeConsentLetter(name, data, spoken, frame.organisation) ??
    writeLetter({ template: name, data, slots }, spoken, frame.organisation);
  const subject = subjectOf(letter, spoken, frame);
  const html = frameLetter({ ...letter, subject }, spoken, frame);
  const inHtml = slots.reduce((whole, slot) => whole.replaceAll(slot.inText, () => slot.inHtml), html);
  return { subject, html: inHtml, text: toText(html) };
}

function writeLetter(
  { template: name, data, slots = [] }: Pick<Mail, "template" | "data" | "slots">,
  language: Language,
  organisation: Organisation,
): Letter {
  const template = findTemplate(name);
  const own = slots.filter((slot) => slot.name !== unsubscribe);
  const shared = sharedData(
    template.name,
    own.map((slot) => slot.name),
  ).parse(data);
  return template.write(withSlots(template.name, shared, own), language, organisation);
}

function findTemplate(name: string): Template<unknown> {
  const known = templateNames.find((one) => one === name);
  if (!known) throw new Error(`There is no template ${name}.`);
  return templates[known] as Template<unknown>;
}

/** The data with a slot in place of each value that recipients have of their own. */
function withSlots(
  template: TemplateName,
  shared: Readonly<Record<string, unknown>>,
  slots: readonly Slot[],
) {
  const values = Object.fromEntries(slots.map(({ name, inText }) => [name, inText]));
  if (template !== "custom") return { ...shared, ...values };
  return { ...shared, values: { ...(shared.values as object | undefined), ...values } };
}

/** An advertisement's subject begins with `(광고)`, spelled so and not otherwise (정보통신망법 시행령 별표 6). */
function subjectOf({ subject }: Letter, language: Language, { purpose, mark }: Frame): string {
  const marked = mark ? `${mark[language]} ${subject}` : subject;
  return purpose === "advertisement" ? `(광고) ${marked.replace(/^\(광고\)\s*/, "")}` : marked;
}
