import { colour } from "./look.ts";

/** How elements look that say nothing themselves: as the letters of the house do. */
const looks: Readonly<Record<string, { style: string; class?: string }>> = {
  h1: { style: "margin:0 0 20px;font-size:24px;line-height:1.4;letter-spacing:-0.01em" },
  h2: { style: "margin:28px 0 12px;font-size:20px;line-height:1.45" },
  h3: { style: "margin:24px 0 8px;font-size:17px;line-height:1.5" },
  p: { style: "margin:0 0 16px" },
  ul: { style: "margin:0 0 16px;padding:0 0 0 24px" },
  ol: { style: "margin:0 0 16px;padding:0 0 0 24px" },
  li: { style: "margin:0 0 4px" },
  blockquote: {
    style: `margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid ${colour.rule}`,
    class: "rule",
  },
  hr: { style: `margin:24px 0;border:0;border-top:1px solid ${colour.rule}`, class: "rule" },
  a: { style: `color:${colour.accent};text-decoration:underline`, class: "link" },
  img: { style: "max-width:100%;height:auto" },
  table: { style: "margin:0 0 16px;border-collapse:collapse" },
  th: { style: `padding:8px 12px 8px 0;text-align:left;border-top:1px solid ${colour.rule}`, class: "rule" },
  td: { style: `padding:8px 12px 8px 0;text-align:left;border-top:1px solid ${colour.rule}`, class: "rule" },
};

/**
 * Gives elements of sanitised HTML the look of the house, in front of what they want to look like themselves. As the
 * sanitiser writes tags, no `>` stands in an attribute.
 */
export function dress(html: string): string {
  return html.replace(/<([a-z]+\d?)((?: [^>]*)?)>/g, (whole, name: string, attributes: string) => {
    const look = Object.hasOwn(looks, name) ? looks[name] : undefined;
    if (!look) return whole;
    const own = / style="([^"]*)"/.exec(attributes)?.[1];
    const style = own === undefined ? look.style : `${look.style};${own}`;
    const rest = attributes.replace(/ style="[^"]*"/, "");
    return `<${name}${look.class ? ` class="${look.class}"` : ""} style="${style}"${rest}>`;
  });
}
