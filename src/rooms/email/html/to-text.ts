import { Parser } from "htmlparser2";

const apart = new Set([
  "p",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "table",
  "ul",
  "ol",
  "blockquote",
  "pre",
  "hr",
]);
const ownLine = new Set(["div", "tr", "li", "thead", "tbody", "tfoot", "center", "address", "section"]);
const unseen = new Set(["head", "style", "script", "title"]);

interface Open {
  readonly name: string;
  readonly href: string;
  /** Where its text begins. */
  readonly at: number;
  readonly seen: boolean;
  /** Of a list: the number of its next item; of a row: of its next cell. */
  count: number;
  /** A table that only puts things in their places. */
  readonly layout: boolean;
}

/**
 * What an HTML e-mail says, as plain text: the same words in the same order, and behind each link where it leads. Lines are
 * as long as their paragraphs, and no text is cut, so what will be replaced in the one stands whole in the other.
 */
export function toText(html: string): string {
  const page = createPage();
  const open: Open[] = [];
  const inside = (name: string) => open.findLast((one) => one.name === name);

  const parser = new Parser({
    onopentag(name, { style = "", href = "", role = "", alt = "", start = "1" }) {
      const seen = (open.at(-1)?.seen ?? true) && !unseen.has(name) && !/display:\s*none/.test(style);
      const count = name === "ol" ? Number(start) : 0;
      const layout = name === "table" ? role === "presentation" : (open.at(-1)?.layout ?? false);
      if (seen) {
        if (apart.has(name) && !(name === "table" && layout)) page.breakLine(2);
        else if (ownLine.has(name)) page.breakLine(1);
        if (name === "br") page.write("\n");
        else if (name === "hr") page.write("----------");
        else if (name === "img") page.words(alt);
        else if (name === "li") page.write(mark(inside("ul"), inside("ol"), open));
        else if (name === "td" || name === "th") startCell(open.at(-1), layout);
      }
      open.push({ name, href, at: page.length(), seen, count, layout });
    },
    ontext(text) {
      if (open.at(-1)?.seen === false) return;
      if (inside("pre")) page.write(text);
      else page.words(text);
    },
    onclosetag(name) {
      const element = open.pop();
      if (!element?.seen) return;
      if (name === "a") page.linkTo(element.href, element.at);
      else if (apart.has(name) && !(name === "table" && element.layout)) page.breakLine(2);
      else if (ownLine.has(name)) page.breakLine(1);
    },
  });

  /** Cells of a layout stand below each other, cells of a table side by side. */
  function startCell(row: Open | undefined, layout: boolean): void {
    if (layout) page.breakLine(1);
    else if (row && row.count > 0) page.write(" | ");
    if (row) row.count += 1;
  }

  parser.end(html);
  return page.text();
}

/** The number or the dash of an item, of whichever list is the innermost. */
function mark(ul: Open | undefined, ol: Open | undefined, open: readonly Open[]): string {
  if (!ol || (ul && open.indexOf(ul) > open.indexOf(ol))) return "- ";
  ol.count += 1;
  return `${ol.count - 1}. `;
}

/** A text that is written from the top: breaks and spaces are held back until something follows them. */
function createPage() {
  const pieces: string[] = [];
  let breaks = 0;
  let space = false;

  function write(piece: string): void {
    const last = pieces.at(-1);
    if (last !== undefined && breaks > 0) {
      pieces[pieces.length - 1] = last.trimEnd();
      pieces.push("\n".repeat(breaks));
    } else if (space && last !== undefined && !/\s/.test(last.slice(-1)) && piece !== "\n") pieces.push(" ");
    breaks = 0;
    space = false;
    pieces.push(piece);
  }

  return {
    write,
    /** Pieces so far. */
    length: () => pieces.length,
    text: () => pieces.join("").trim(),

    breakLine(count: number): void {
      breaks = Math.max(breaks, count);
    },

    /** Text in which white space is what HTML makes of it. */
    words(piece: string): void {
      const words = piece.replace(/[ \t\n\r\f\u00a0]+/g, " ");
      if (words.startsWith(" ")) space = true;
      if (words === " " || words === "") return;
      write(words.trim());
      if (words.endsWith(" ")) space = true;
    },

    /** Says where what was written since then leads, unless that is what it says (RFC 3986, appendix C). */
    linkTo(href: string, since: number): void {
      const label = pieces.slice(since).join("").trim();
      const shown = [href, href.replace(/^(?:mailto|tel):/i, "")];
      if (href !== "" && !shown.includes(label)) write(label === "" ? `<${href}>` : ` <${href}>`);
    },
  };
}
