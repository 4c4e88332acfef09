import { byId } from "./template.ts";

/** Tells people who do not see the page what has happened. */
export function announce(text: string): void {
  byId("announcer", HTMLElement).textContent = text;
}
