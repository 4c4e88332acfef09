import { byId } from "./template.ts";

const KEY = "api-key";

/** Which collection is chosen and which key is used. The key stays in this tab. */
export function createSettings() {
  const form = byId("settings", HTMLFormElement);
  const select = byId("collection", HTMLSelectElement);
  const key = byId("key", HTMLInputElement);
  const choose = byId("choose", HTMLInputElement);
  key.value = sessionStorage.getItem(KEY) ?? key.value;

  function showRules(): void {
    for (const rules of form.querySelectorAll<HTMLElement>("[data-collection]")) {
      rules.hidden = rules.dataset.collection !== select.value;
    }
    choose.accept = select.selectedOptions[0]?.dataset.accept ?? "";
  }

  return {
    collection: () => select.value,
    key: () => key.value.trim(),

    /** Calls back now, and whenever another collection or key is chosen. */
    watch(changed: () => void): void {
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("change", () => {
        sessionStorage.setItem(KEY, key.value.trim());
        showRules();
        changed();
      });
      showRules();
      changed();
    },
  };
}
