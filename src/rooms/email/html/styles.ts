const length = "(?:0|\\d{1,3}(?:\\.\\d{1,3})?(?:px|pt|em|rem|%))";
const colour =
  "(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\\(\\s*\\d{1,3}%?(?:\\s*,\\s*\\d{1,3}%?){2}(?:\\s*,\\s*[\\d.]{1,5}%?)?\\s*\\))";
const box = `(?:${length}|auto)(?:\\s+(?:${length}|auto)){0,3}`;
const line = "(?:solid|dashed|dotted|double|none)";
const border = `(?:none|0|${length}\\s+${line}\\s+${colour})`;

const sides = ["top", "right", "bottom", "left"];
const each = (name: string, value: string) =>
  ["", ...sides.map((side) => `-${side}`)].map((side) => [name + side, value] as const);

/**
 * Properties that may stand, and what their values look like. None of them hides, moves or overlays anything, or fetches:
 * what stands below in the letter has to stay what people see.
 */
const properties = new Map<string, RegExp>(
  [
    ["color", colour],
    ["background-color", colour],
    ["background", colour],
    ["font-size", length],
    ["font-weight", "(?:normal|bold|[1-9]00)"],
    ["font-style", "(?:normal|italic)"],
    ["font-family", "[\\p{L}\\d\\s,'\"-]{1,200}"],
    ["text-decoration", "(?:none|underline|line-through)"],
    ["text-align", "(?:left|right|center|justify|start|end)"],
    ["vertical-align", "(?:top|middle|bottom|baseline|sub|super)"],
    ["line-height", `(?:normal|\\d(?:\\.\\d{1,3})?|${length})`],
    ["letter-spacing", `(?:normal|-?0?\\.\\d{1,3}em|${length})`],
    ["white-space", "(?:normal|nowrap|pre-wrap|pre-line)"],
    ["word-break", "(?:normal|keep-all|break-all|break-word)"],
    ["list-style-type", "(?:disc|circle|square|decimal|lower-alpha|none)"],
    ["border-collapse", "(?:collapse|separate)"],
    ["border-radius", box],
    ["width", `(?:auto|${length})`],
    ["max-width", `(?:none|${length})`],
    ["height", `(?:auto|${length})`],
    ...each("padding", box),
    ...each("margin", box),
    ...each("border", border),
  ].map(([name, value]) => [name as string, new RegExp(`^${value}$`, "iu")]),
);

/** The declarations of a `style` attribute that may stand; what cannot be read at a glance is left out. */
export function cleanStyle(style: string): string {
  return style
    .slice(0, 2000)
    .split(";")
    .flatMap((declaration) => {
      const [, name = "", raw = ""] = /^\s*([a-z-]+)\s*:\s*(.*?)\s*$/is.exec(declaration) ?? [];
      const value = raw.replace(/\s*!important$/i, "");
      return properties.get(name.toLowerCase())?.test(value) ? [`${name.toLowerCase()}:${value}`] : [];
    })
    .join(";");
}
