import type { copyTemplate } from "../../web/demo-files/template.ts";
import type { Entry } from "../journal.ts";
import { texts } from "./texts.ts";

/** Lets a button for each event make it happen to a mail, and says how many webhooks have been told. */
export function offerHappenings(
  { key, vendor, reference: id }: Entry,
  part: ReturnType<typeof copyTemplate>["part"],
): void {
  const section = part("happenings", HTMLElement);
  section.hidden = false;
  section.addEventListener("click", ({ target }) => {
    const name = target instanceof HTMLElement ? target.dataset.happening : undefined;
    if (name !== undefined) void happen();

    async function happen(): Promise<void> {
      const response = await fetch(`/_sandbox/${vendor}/events?key=${key}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ id, events: [name] }),
      }).catch(() => null);
      const answer = response?.ok ? ((await response.json()) as { webhooks: number }) : null;
      part("happened", HTMLElement).textContent = answer ? texts.told(answer.webhooks) : texts.gone;
    }
  });
}
