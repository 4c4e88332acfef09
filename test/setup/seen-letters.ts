/** What is asked of a letter in a browser. Texts of programs, because the tests' own types know no browser. */

/** The least contrast of a text with its ground (WCAG 2.2, 1.4.3). */
export const leastContrast = `(() => {
  const rgb = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (colour) => {
    const [r, g, b] = rgb(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    if (!element) return "rgb(255, 255, 255)";
    const { backgroundColor } = getComputedStyle(element);
    return rgb(backgroundColor)[3] === 0 ? groundOf(element.parentElement) : backgroundColor;
  };
  const contrasts = [...document.body.querySelectorAll("*")]
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
    .filter((one) => one.checkVisibility())
    .map((one) => [light(getComputedStyle(one).color), light(groundOf(one))])
    .map(([a, b]) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  return Math.min(...contrasts);
})()`;

/** How a letter stands whose own HTML ends with a paragraph 끝. */
export interface Standing {
  /** Whether a script ran. */
  hit: boolean;
  /** Whether the last paragraph stands in the sheet, and the link to unsubscribe below it, seen and to be clicked. */
  inside: boolean;
  outside: boolean;
  onTop: boolean;
  handlers: string[];
  /** Elements that no letter has. */
  foreign: number;
  /** Tables of the frame. */
  tables: number;
}

export const standing = `(() => {
  const sheet = document.querySelector(".sheet");
  const foot = document.querySelector("p.quiet a.quiet");
  foot.scrollIntoView();
  const { left, top } = foot.getBoundingClientRect();
  return {
    hit: "hit" in window,
    inside: sheet.textContent.endsWith("끝"),
    outside: !sheet.contains(foot) && foot.checkVisibility(),
    onTop: foot.contains(document.elementFromPoint(left + 3, top + 3)),
    handlers: [...document.querySelectorAll("*")].flatMap(({ attributes }) =>
      [...attributes].map(({ name }) => name).filter((name) => name.startsWith("on")),
    ),
    foreign: document.querySelectorAll("script,iframe,object,embed,svg,math,form,input,base,body style").length,
    tables: document.querySelectorAll("table[role=presentation]").length,
  };
})()`;
