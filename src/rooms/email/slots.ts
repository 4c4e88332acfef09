import type { Content, Mailing, Recipient, Slot } from "./driver.ts";

/** The content as one recipient gets it. Values are put in once: what looks like a slot inside of one stays as it is. */
export function fillSlots(
  { content, slots }: Pick<Mailing, "content" | "slots">,
  { values }: Pick<Recipient, "values">,
): Content {
  const inText = new Map(slots.map((slot) => [slot.inText, values[slot.name] ?? ""]));
  const inHtml = new Map(slots.map((slot) => [slot.inHtml, escapeHtml(values[slot.name] ?? "")]));
  return {
    subject: replaceAll(content.subject, inText),
    html: replaceAll(content.html, inHtml),
    text: replaceAll(content.text, inText),
  };
}

/** Slots of these names, which no text that people write has by chance. `nonce` is another one for each mailing. */
export function slotsOf(names: readonly string[], nonce: string): Slot[] {
  return names.map((name) => ({
    name,
    inText: `-${nonce}.${name}-`,
    inHtml: `-${nonce}.${name}.html-`,
  }));
}

/** A text as HTML, in content and between quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function replaceAll(text: string, values: ReadonlyMap<string, string>): string {
  if (values.size === 0) return text;
  const any = [...values.keys()].map((key) => key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text.replace(new RegExp(any, "g"), (key) => values.get(key)!);
}
