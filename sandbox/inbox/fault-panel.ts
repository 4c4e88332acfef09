import { html } from "hono/html";
import type { Language } from "../../src/kit/problem.ts";
import { faultKinds } from "../fault-board.ts";
import type { Vendor } from "../vendor.ts";
import { faultTexts } from "./fault-texts.ts";
import { texts } from "./texts.ts";

/** One vendor's faults: what is on, how often, and a button for each of the ten. */
export function faultPanel({ name, hosts: [host], label }: Vendor, language: Language) {
  const t = texts[language];
  return html`<details class="card panel" data-vendor="${name}">
    <summary>
      <strong>${label[language]}</strong>
      <span class="state ok" data-part="state">${t.healthy}</span>
    </summary>
    <p class="quiet"><code>${host}</code></p>
    <label class="calls"
      >${t.calls}
      <input type="number" min="1" max="1000" inputmode="numeric" placeholder="${t.endless}" data-part="calls" />
    </label>
    <div class="kinds" role="group" aria-label="${t.faultsOf(label[language])}">
      ${faultKinds.map(
        (kind) =>
          html`<button type="button" class="kind-button" data-fault="${kind}" aria-pressed="false">
            <strong>${faultTexts[kind].name[language]}</strong>
            <span>${faultTexts[kind].meaning[language]}</span>
          </button>`,
      )}
    </div>
    <ul class="switched-on" data-part="active" hidden></ul>
  </details>`;
}
