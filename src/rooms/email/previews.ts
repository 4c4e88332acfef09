import type { Language, Text } from "../../kit/problem.ts";
import type { Content } from "./driver.ts";
import type { Purpose } from "./fields.ts";
import { sanitiseHtml } from "./html/sanitise.ts";
import { missingOf, type Organisation } from "./organisation.ts";
import { purposesOf, type TemplateName, templateNames } from "./template-data.ts";
import type { Template } from "./templates/template.ts";
import { renderMailing, templates } from "./templates.ts";

export interface Looked {
  readonly template: TemplateName;
  readonly language: Language;
  readonly purpose: Purpose;
  /** Data that has been checked; a sample without it. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** What e-mails would say, before anybody gets one. */
export function createPreviews(organisation: Organisation) {
  /** Where something is not set, its setting's name stands in its place. */
  const [address, phone, email] = (["address", "phone", "email"] as const).map(
    (field) => organisation[field] ?? `ORGANISATION_${field.toUpperCase()}`,
  );
  const shown =
    missingOf(organisation).length > 0 ? { ...organisation, address, phone, email } : organisation;

  return {
    names: templateNames,

    title: (template: TemplateName): Text => templates[template].title,

    sample: (template: TemplateName, language: Language) =>
      (templates[template] as Template<Readonly<Record<string, unknown>>>).sample(language),

    /** @throws ZodError for data that the template cannot use */
    preview({ template, language, purpose, data }: Looked): Content {
      const frame =
        purpose === "advertisement"
          ? {
              purpose,
              organisation: shown as Organisation,
              unsubscribeUrl: "https://example.org/unsubscribe",
            }
          : { purpose, organisation };
      return renderMailing({
        ...{ template, language, frame },
        data: data ?? this.sample(template, language),
      });
    },

    /** What of staff's HTML is not let into mail. */
    removed: (html: unknown): readonly string[] =>
      typeof html === "string" ? sanitiseHtml(html).removed : [],

    allows: (template: TemplateName, purpose: Purpose) => purposesOf(template).includes(purpose),
  };
}

export type Previews = ReturnType<typeof createPreviews>;
