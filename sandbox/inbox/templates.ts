import { html } from "hono/html";
import type { Language } from "../../src/kit/problem.ts";
import { happeningNames } from "../vendors/sendgrid/happenings.ts";
import { happeningTexts } from "./happening-texts.ts";
import { texts } from "./texts.ts";

/** What `browser/` copies: a row of the list, what a row opens to, and a fault that is switched on. */
export function templates(language: Language) {
  const t = texts[language];
  return html`<template id="entry">
      <li class="entry">
        <details>
          <summary>
            <span class="tag" data-part="kind"></span>
            <span class="entry-text">
              <strong data-part="title"></strong>
              <span class="quiet" data-part="to"></span>
            </span>
            <span class="entry-side">
              <span class="state" data-part="state" hidden></span>
              <time class="quiet" data-part="time"></time>
            </span>
          </summary>
          <div class="entry-detail" data-part="detail"></div>
        </details>
      </li>
    </template>
    <template id="detail">
      <div>
        <dl class="facts" data-part="facts"></dl>
        <iframe
          data-part="html"
          title="${t.mailBody}"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerpolicy="no-referrer"
          hidden
        ></iframe>
        <section data-part="text-section" hidden>
          <h4>${t.text}</h4>
          <pre data-part="text"></pre>
        </section>
        <section data-part="happenings" hidden>
          <h4>${t.happenings}</h4>
          <div class="happenings" role="group" aria-label="${t.happenings}">
            ${happeningNames.map(
              (name) =>
                html`<button type="button" class="button" data-happening="${name}">
                  ${happeningTexts[name][language]}
                </button>`,
            )}
          </div>
          <p class="quiet" role="status" data-part="happened"></p>
        </section>
        <p data-part="again-line" hidden>
          <button type="button" class="button" data-part="again">${t.again}</button>
        </p>
        <details class="raw">
          <summary>${t.raw}</summary>
          <pre tabindex="0" data-part="raw"></pre>
        </details>
      </div>
    </template>
    <template id="active-fault">
      <li>
        <span data-part="what"></span>
        <button type="button" class="button" data-part="off">${t.off}</button>
      </li>
    </template>`;
}
