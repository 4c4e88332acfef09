import { html } from "hono/html";
import type { Language } from "../../src/kit/problem.ts";
import { courses, invalid } from "../vendors/sendgrid/courses.ts";
import { happeningTexts } from "./happening-texts.ts";
import { texts } from "./texts.ts";

/** Which addresses decide by themselves what becomes of a mail. */
export function coursePanel(language: Language) {
  const t = texts[language];
  const rows = Object.entries(courses).map(
    ([name, course]) => [name, course.map((step) => happeningTexts[step][language]).join(" → ")] as const,
  );
  return html`<details class="card panel" id="courses">
    <summary><strong>${t.courses}</strong></summary>
    <p class="quiet">${t.aboutCourses}</p>
    <dl class="facts">
      ${[...rows, [invalid, t.refused] as const].map(
        ([name, course]) => html`<div>
          <dt><code>${name}@…</code></dt>
          <dd>${course}</dd>
        </div>`,
      )}
    </dl>
  </details>`;
}
