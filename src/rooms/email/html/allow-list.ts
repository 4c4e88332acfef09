import { isAllowedImage, readAddress } from "./addresses.ts";
import { cleanStyle } from "./styles.ts";

/** Answers an attribute's value as it may stand, or null where it may not. */
type Rule = (value: string) => string | null;

const matching =
  (pattern: RegExp): Rule =>
  (value) =>
    pattern.test(value) ? value : null;

const size = matching(/^\d{1,4}%?$/);
const count = matching(/^\d{1,3}$/);
const colour = matching(/^(?:#[0-9a-f]{3,8}|[a-z]{3,20})$/i);
const text: Rule = (value) => value.slice(0, 500);

const everywhere: Readonly<Record<string, Rule>> = {
  style: (value) => cleanStyle(value) || null,
  align: matching(/^(?:left|right|center|justify)$/i),
  dir: matching(/^(?:ltr|rtl|auto)$/i),
  lang: matching(/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i),
  title: text,
};

const cell = { colspan: count, rowspan: count, width: size, height: size, bgcolor: colour };
const valign = { valign: matching(/^(?:top|middle|bottom|baseline)$/i) };

/** The elements that mail programs show alike, and what each may carry besides `style`, `align`, `dir`, `lang`, `title`. */
const elements: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  ...plain(["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "br", "center"]),
  ...plain(["b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup", "span", "small", "code", "mark"]),
  ...plain(["ul", "li", "thead", "tbody", "tfoot"]),
  ol: { start: count, type: matching(/^[1aAiI]$/) },
  a: { href: readAddress },
  img: { src: (value) => (isAllowedImage(value) ? value : null), alt: text, width: size, height: size },
  font: { color: colour, size: matching(/^[1-7]$/) },
  table: { width: size, cellpadding: count, cellspacing: count, border: matching(/^[01]$/), bgcolor: colour },
  tr: { bgcolor: colour, ...valign },
  td: { ...cell, ...valign },
  th: { ...cell, ...valign, scope: matching(/^(?:row|col)$/i) },
};

function plain(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

/** What is left out with everything in it: it is no text, or only the part of a form that holds what was typed. */
export const leftOutWhole: ReadonlySet<string> = new Set([
  ...[
    "script",
    "style",
    "head",
    "title",
    "template",
    "noscript",
    "iframe",
    "object",
    "applet",
    "svg",
    "math",
  ],
  ...["select", "datalist", "textarea", "audio", "video", "canvas", "frameset", "noframes", "noembed"],
  ...["xmp", "plaintext", "map", "portal", "dialog"],
]);

/** Elements without an end tag (HTML, section 13.1.2). */
export const voidElements: ReadonlySet<string> = new Set(["br", "hr", "img"]);

const structure: Readonly<Record<string, readonly string[]>> = {
  thead: ["table"],
  tbody: ["table"],
  tfoot: ["table"],
  tr: ["table", "thead", "tbody", "tfoot"],
  td: ["tr"],
  th: ["tr"],
  li: ["ul", "ol"],
};
const blocks = new Set([
  "p",
  "div",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "blockquote",
  "pre",
  "hr",
  "center",
  "ul",
  "ol",
  "table",
]);
const holders = new Set(["table", "thead", "tbody", "tfoot", "tr"]);

/**
 * Whether the element may stand in those that are open. A cell or a row outside of a table, or a table between cells, would
 * end the cell of the letter that the HTML is put into (HTML, sections 13.2.6.4.9 to 15), and what stands below it with it.
 */
export function mayStand(name: string, open: readonly string[]): boolean {
  if (!Object.hasOwn(elements, name) || open.length >= 60) return false;
  const parent = open.at(-1) ?? "";
  if (Object.hasOwn(structure, name)) return structure[name]!.includes(parent);
  if (holders.has(parent)) return false;
  // Parsers end a paragraph there, each in its own way.
  if (blocks.has(name) && open.includes("p")) return false;
  return name !== "a" || !open.includes("a");
}

/** The attributes that an element keeps. `leaves` is told the names of the others. */
export function allowedAttributes(
  name: string,
  given: Readonly<Record<string, string>>,
  leaves: (attribute: string) => void,
): [name: string, value: string][] {
  const rules = { ...everywhere, ...elements[name] };
  return Object.entries(given).flatMap(([attribute, raw]): [string, string][] => {
    const value = Object.hasOwn(rules, attribute) ? rules[attribute]!(raw.trim()) : null;
    if (value === null) leaves(attribute);
    return value === null ? [] : [[attribute, value]];
  });
}
