import type { Language } from "../../kit/problem.ts";
import { templateData } from "./schema.ts";
import type { EmailRow } from "./store.ts";
import type { Rendered } from "./templates/template.ts";
import { welcome } from "./templates/welcome.tsx";

/** Every template there is, by its name. */
const templates = {
  welcome: (data: unknown, language: Language) => welcome(templateData.welcome.parse(data), language),
};

/**
 * What a row's e-mail says. `data` is JSON.
 * @throws ZodError for a template of another release, or data that it cannot use
 */
export function render(
  { template, language }: Pick<EmailRow, "template" | "language">,
  data: string,
): Rendered {
  if (!Object.hasOwn(templates, template)) throw new Error(`There is no template ${template}.`);
  return templates[template as keyof typeof templates](JSON.parse(data), language === "en" ? "en" : "ko");
}
