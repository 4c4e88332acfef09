import { html } from "hono/html";
import type { Language } from "../../src/kit/problem.ts";
import { vendors } from "../vendors.ts";
import { coursePanel } from "./course-panel.ts";
import { faultPanel } from "./fault-panel.ts";
import { templates } from "./templates.ts";
import { texts } from "./texts.ts";

/** Whether webhooks go out by themselves. */
export type Mode = "posted" | "pulled";

/** What the page is made for. */
export interface PageOptions {
  language: Language;
  mode: Mode;
  /** The server's own, for the command that can be copied. */
  origin: string;
}

/** The inbox as it is before anything is in it; `browser/` fills it. */
export function inboxPage({ language, mode, origin }: PageOptions) {
  const t = texts[language];
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${t.title} · tov-edge</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/inbox.css" />
        <script type="module" src="/inbox.js"></script>
      </head>
      <body>
        <a class="skip" href="#content">${t.skip}</a>
        ${header(language)}
        <main id="content" tabindex="-1">
          <section class="hero">
            <h1>${t.title}</h1>
            <p class="lead">${t.lead}</p>
          </section>
          <div class="inbox">
            ${list(language, mode)} ${aside(language)}
          </div>
          <p id="announcer" class="hidden" role="status"></p>
          ${templates(language)} ${emptyState(language, origin)}
        </main>
        <footer class="foot"><p>${t.footer}</p></footer>
      </body>
    </html>`;
}

function header(language: Language) {
  const [other, name] = language === "ko" ? (["en", "English"] as const) : (["ko", "한국어"] as const);
  return html`<header class="bar">
    <a class="brand" href="?lang=${language}">
      <img src="/icon.svg" alt="" width="28" height="28" />
      tov-edge
    </a>
    <span id="connection" class="state checking" role="status">${texts[language].connecting}</span>
    <a class="language" href="?lang=${other}" hreflang="${other}" lang="${other}">${name}</a>
  </header>`;
}

function aside(language: Language) {
  const t = texts[language];
  return html`<aside class="faults" aria-labelledby="faults-heading">
    <h2 id="faults-heading">${t.faults}</h2>
    <p class="quiet">${t.aboutFaults} <span id="fault-target"></span></p>
    ${Object.values(vendors).map((vendor) => faultPanel(vendor, language))} ${coursePanel(language)}
  </aside>`;
}

function list(language: Language, mode: Mode) {
  const t = texts[language];
  return html`<section class="arrivals" aria-labelledby="arrivals-heading">
    <h2 id="arrivals-heading">${t.arrivals} <span id="count" class="quiet"></span></h2>
    <div class="filters">
      <label
        >${t.vendor}
        <select id="vendor">
          <option value="">${t.allVendors}</option>
          ${Object.values(vendors).map(({ name, label }) => html`<option value="${name}">${label[language]}</option>`)}
        </select></label
      >
      <label
        >${t.key}
        <select id="key">
          <option value="">${t.allKeys}</option>
        </select></label
      >
      <button id="clear" class="button" type="button">${t.clear}</button>
    </div>
    <p class="quiet">${t.modes[mode]}</p>
    <div id="empty" hidden></div>
    <p id="no-match" class="quiet" hidden>${t.noMatch}</p>
    <ol id="entries" class="entries"></ol>
  </section>`;
}

function emptyState(language: Language, origin: string) {
  const t = texts[language];
  const body = `{"personalizations":[{"to":[{"email":"hana@example.org"}]}],"from":{"email":"office@example.org"},"subject":"${t.sampleSubject}","content":[{"type":"text/plain","value":"${t.sampleText}"}]}`;
  const command = `curl ${origin}/api.sendgrid.com/v3/mail/send -H "Authorization: Bearer sandbox_demo" -H "Content-Type: application/json" -d '${body}'`;
  return html`<template id="nothing">
    <div class="nothing">
      <h3 data-part="heading">${t.emptyHeading}</h3>
      <p>${t.emptyText}</p>
      <ol>
        ${t.emptySteps.map((step) => html`<li>${step}</li>`)}
      </ol>
      <p><button class="button primary" type="button" data-part="sample">${t.sendSample}</button></p>
      <details>
        <summary>${t.byHand}</summary>
        <pre><code>${command}</code></pre>
      </details>
    </div>
  </template>`;
}
