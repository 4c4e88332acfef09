import { Parser } from "htmlparser2";
import { escapeHtml } from "../slots.ts";
import { allowedAttributes, leftOutWhole, mayStand, voidElements } from "./allow-list.ts";

export interface Sanitised {
  readonly html: string;
  /** What was left out, each once: `<script>`, `onclick`. */
  readonly removed: readonly string[];
  /** A link was left out because a variable is a part of where it leads. */
  readonly variableInAddress: boolean;
}

/** Said of links that only staff of the organisation vouch for; mail in a browser opens them beside itself. */
const linkAttributes: readonly [string, string][] = [
  ["target", "_blank"],
  ["rel", "noopener noreferrer nofollow"],
];

/**
 * HTML of which only what is on the allow-list is left. It is not the text that came with something cut out of it: it is
 * written anew from what a parser found, every tag closed and every text escaped, so that no other parser finds anything
 * else in it. Sanitising the result again changes nothing.
 */
export function sanitiseHtml(source: string): Sanitised {
  const removed = new Set<string>();
  const written: string[] = [];
  /** The elements that were written and are open. */
  const open: string[] = [];
  /** All that the parser has open, and whether each was written. */
  const found: { name: string; written: boolean; whole: boolean }[] = [];
  let leaving = 0;
  let variableInAddress = false;

  const start = (name: string, attributes: Readonly<Record<string, string>>) => {
    const kept = allowedAttributes(name, attributes, (attribute) => removed.add(attribute));
    const needed = { a: "href", img: "src" }[name];
    if (needed && !kept.some(([attribute]) => attribute === needed)) {
      if (attributes[needed]?.includes("{{")) variableInAddress = true;
      return false;
    }
    if (name === "a") kept.push(...linkAttributes);
    written.push(`<${name}${kept.map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join("")}>`);
    if (!voidElements.has(name)) open.push(name);
    return true;
  };

  const parser = new Parser({
    onopentag(name, attributes) {
      const whole = leftOutWhole.has(name);
      if (whole) leaving += 1;
      const fits = leaving === 0 && mayStand(name, open);
      if (!fits && !wrappers.has(name)) removed.add(`<${name}>`);
      const done = fits && start(name, attributes);
      found.push({ name, written: done, whole });
    },
    onclosetag() {
      const element = found.pop();
      if (element?.whole) leaving -= 1;
      if (!element?.written || voidElements.has(element.name)) return;
      open.pop();
      written.push(`</${element.name}>`);
    },
    ontext(text) {
      if (leaving === 0) written.push(escapeHtml(readable(text)));
    },
  });
  parser.end(source);
  const told = [...removed].filter((one) => !ownAttributes.has(one));
  return { html: written.join("").trim(), removed: told, variableInAddress };
}

/** What a whole document has around its content: nothing is missed of it. */
const wrappers = new Set(["html", "head", "body", "meta", "title"]);
const ownAttributes = new Set(linkAttributes.map(([name]) => name));

/** Without control characters and halves of characters, which no text has on purpose. */
function readable(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\t\n]/gu, "");
}
