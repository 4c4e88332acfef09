import { byId, copyTemplate } from "../../web/demo-files/template.ts";
import type { Fault } from "../fault-board.ts";
import type { Filters } from "./filters.ts";
import { texts } from "./texts.ts";

/** A vendor's panel in the page. */
interface Panel {
  draw(faults: readonly Fault[], key: string): void;
}

/** The fault buttons of all vendors; they hit the key that the filter names, or every key. */
export function createFaultPanels(filters: Filters) {
  const target = () => filters.chosen().key || "*";
  const panels = [...document.querySelectorAll<HTMLElement>("[data-vendor]")].map((root) =>
    createPanel(root, target),
  );
  let faults: readonly Fault[] = [];
  function draw(): void {
    byId("fault-target", HTMLElement).textContent = texts.target(filters.chosen().key);
    for (const panel of panels) panel.draw(faults, target());
  }
  return {
    draw,
    show(current: readonly Fault[]): void {
      faults = current;
      draw();
    },
  };
}

function createPanel(root: HTMLElement, target: () => string): Panel {
  const vendor = root.dataset.vendor ?? "";
  const calls = root.querySelector<HTMLInputElement>('[data-part="calls"]');
  const buttons = [...root.querySelectorAll<HTMLButtonElement>("[data-fault]")];
  for (const button of buttons)
    button.addEventListener("click", () => {
      const order = { key: target(), vendor, fault: button.dataset.fault };
      if (button.ariaPressed === "true") void switchOff(order);
      else void switchOn({ ...order, calls: calls?.valueAsNumber || null });
    });
  return {
    draw(faults, key) {
      const own = faults.filter((fault) => fault.vendor === vendor);
      const struck = own.find((fault) => fault.key === key);
      for (const button of buttons) button.ariaPressed = String(button.dataset.fault === struck?.fault);
      drawActive(root, own);
    },
  };
}

function drawActive(root: HTMLElement, faults: readonly Fault[]): void {
  const state = root.querySelector('[data-part="state"]');
  const active = root.querySelector<HTMLElement>('[data-part="active"]');
  if (!state || !active) return;
  state.className = `state ${faults.length > 0 ? "down" : "ok"}`;
  state.textContent = texts.health(faults);
  active.hidden = faults.length === 0;
  active.replaceChildren(...faults.map(createActive));
}

function createActive(fault: Fault): HTMLElement {
  const { root, part } = copyTemplate("active-fault");
  part("what", HTMLElement).textContent = texts.active(fault);
  part("off", HTMLButtonElement).addEventListener("click", () => void switchOff(fault));
  return root;
}

function switchOn(order: object): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return fetch("/_sandbox/faults", { method: "POST", headers, body: JSON.stringify(order) });
}

function switchOff({ key, vendor }: { key: string; vendor: string }): Promise<Response> {
  return fetch(`/_sandbox/faults?${new URLSearchParams({ key, vendor })}`, { method: "DELETE" });
}
