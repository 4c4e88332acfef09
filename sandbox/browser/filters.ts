import { byId } from "../../web/demo-files/template.ts";
import type { Summary } from "../control/live.ts";

/** Which vendor and key the reader wants to see; empty means all. */
export interface Filters {
  chosen(): { vendor: string; key: string };
  fits(entry: Summary): boolean;
  /** Offers the keys of these entries. */
  learn(entries: readonly Summary[]): void;
  watch(changed: () => void): void;
}

export function createFilters(): Filters {
  const vendor = byId("vendor", HTMLSelectElement);
  const key = byId("key", HTMLSelectElement);
  return {
    chosen: () => ({ vendor: vendor.value, key: key.value }),
    fits: (entry) =>
      (vendor.value || entry.vendor) === entry.vendor && (key.value || entry.key) === entry.key,
    learn(entries) {
      const known = new Set([...key.options].map(({ value }) => value));
      const news = new Set(entries.map((entry) => entry.key).filter((name) => !known.has(name)));
      key.append(...[...news].map((name) => new Option(name, name)));
    },
    watch(changed) {
      vendor.addEventListener("change", changed);
      key.addEventListener("change", changed);
    },
  };
}
