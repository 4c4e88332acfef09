/** An element of an XML document: its local name, its own text, and the elements in it. Attributes are passed over. */
export class XmlElement {
  readonly name: string;
  readonly children: XmlElement[] = [];
  text = "";

  constructor(name: string) {
    this.name = name;
  }

  /** The children of this name, in order. */
  all(name: string): XmlElement[] {
    return this.children.filter((child) => child.name === name);
  }

  /** The text of the only child of this name; undefined without one. */
  find(name: string): string | undefined {
    return this.all(name)[0]?.text;
  }

  /** As `find`, but throws a SyntaxError without one. */
  get(name: string): string {
    const text = this.find(name);
    if (text === undefined) throw new SyntaxError(`<${this.name}> has no <${name}>`);
    return text;
  }

  /** As `get`, a number. */
  getNumber(name: string): number {
    return this.#number(name, Number(this.get(name)));
  }

  /** As `get`, a moment in epoch milliseconds (ISO 8601). */
  getTime(name: string): number {
    return this.#number(name, Date.parse(this.get(name)));
  }

  #number(name: string, value: number): number {
    if (Number.isNaN(value)) throw new SyntaxError(`<${name}> has an unexpected value`);
    return value;
  }
}

const token =
  /<\?xml[^>]*\?>|<\/(?<close>[\w.-]+)\s*>|<(?<open>[\w.-]+)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(?<empty>\/?)>|(?<text>[^<]+)/y;
const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const deepest = 16;

/**
 * Reads the XML that object stores speak, and no more of it: elements, attributes (unread), text and the entities of
 * XML 1.0. A document type, a comment, CDATA or anything unbalanced is a SyntaxError.
 */
export function readXml(source: string): XmlElement {
  const document = new XmlElement("");
  const path = [document];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const parent = path.at(-1) as XmlElement;
    const { close, open, empty, text } = token.exec(source)?.groups ?? fail("what this reader does not take");
    if (text) parent.text += decode(text);
    if (close && path.pop()?.name !== close) fail(`</${close}> in the wrong place`);
    if (open) {
      const element = new XmlElement(open);
      parent.children.push(element);
      if (empty) continue;
      if (path.push(element) > deepest) fail("too many levels");
    }
  }
  const [root, ...others] = document.children;
  if (path.length > 1 || !root || others.length > 0 || document.text.trim())
    fail("no single, complete element");
  return root as XmlElement;
}

/** A text as XML wants it inside an element. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function decode(text: string): string {
  return text.replace(/&([^;&]*);?/g, (reference, name: string) => {
    const code = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
    const char = code ? fromCode(code[1] ? Number.parseInt(code[1], 16) : Number(code[2])) : entities[name];
    return reference.endsWith(";") && char ? char : fail(`the reference ${reference}`);
  });
}

function fromCode(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

function fail(what: string): never {
  throw new SyntaxError(`XML with ${what}`);
}
