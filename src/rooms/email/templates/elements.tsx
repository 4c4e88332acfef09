import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { colour, font } from "./look.ts";

interface Held {
  children?: Child;
}

/** The first line of a letter. */
export const Heading = ({ children }: Held) => (
  <h1
    class="ink"
    style={`margin:0 0 20px;${font};font-size:24px;line-height:1.4;font-weight:700;letter-spacing:-0.01em;color:${colour.ink};`}
  >
    {children}
  </h1>
);

export const Paragraph = ({ children }: Held) => (
  <p class="ink" style={`margin:0 0 16px;${font};font-size:16px;line-height:1.75;color:${colour.ink};`}>
    {children}
  </p>
);

/** Less loud: what is there to be looked up. */
export const Note = ({ children }: Held) => (
  <p class="quiet" style={`margin:0 0 12px;${font};font-size:14px;line-height:1.7;color:${colour.quiet};`}>
    {children}
  </p>
);

/** What the text below it is about. */
export const Label = ({ children }: Held) => (
  <p class="quiet" style={`margin:0 0 2px;${font};font-size:14px;line-height:1.7;color:${colour.quiet};`}>
    {children}
  </p>
);

/** Text as somebody typed it: an empty line begins a paragraph, a line break stays one. */
export const Prose = ({ text }: { text: string }) => (
  <>
    {text.split(/\n[ \t]*\n\s*/).map((paragraph) => (
      <Paragraph>
        {paragraph.split("\n").map((line, index) => (
          <>
            {index > 0 && <br />}
            {line}
          </>
        ))}
      </Paragraph>
    ))}
  </>
);

/**
 * A link as a button. Outlook, which draws with Word, knows no padding of links, so the cell has the colour and the height.
 */
export const Button = ({ href, children }: Held & { href: string }) => (
  <table
    role="presentation"
    cellpadding="0"
    cellspacing="0"
    border={0}
    style="margin:28px 0 24px;border-collapse:separate;"
  >
    <tbody>
      <tr>
        <td
          class="button"
          align="center"
          bgcolor={colour.accent}
          style={`border-radius:8px;background-color:${colour.accent};mso-padding-alt:14px 28px;`}
        >
          <a
            class="button-text"
            href={href}
            target="_blank"
            rel="noopener noreferrer"
            style={`display:inline-block;padding:14px 28px;${font};font-size:16px;line-height:1.4;font-weight:700;color:${colour.onAccent};text-decoration:none;border-radius:8px;`}
          >
            {children}
          </a>
        </td>
      </tr>
    </tbody>
  </table>
);

/** An address to be copied, where the button does not work. */
export const Address = ({ href }: { href: string }) => (
  <a
    class="link"
    href={href}
    target="_blank"
    rel="noopener noreferrer"
    style={`color:${colour.accent};text-decoration:underline;word-break:break-all;`}
  >
    {href}
  </a>
);

/** What stands out from the rest: a reason, a date. */
export const Panel = ({ children }: Held) => (
  <table
    role="presentation"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border={0}
    style="margin:4px 0 24px;border-collapse:separate;"
  >
    <tbody>
      <tr>
        <td
          class="panel"
          bgcolor={colour.panel}
          style={`padding:20px 20px 4px;border-radius:8px;background-color:${colour.panel};`}
        >
          {children}
        </td>
      </tr>
    </tbody>
  </table>
);

/** Facts, each with its name. */
export const Facts = ({ rows }: { rows: readonly { label: string; value: string }[] }) => (
  <table
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border={0}
    style={`margin:4px 0 24px;border-collapse:collapse;${font};font-size:15px;line-height:1.6;`}
  >
    <tbody>
      {rows.map(({ label, value }) => (
        <tr>
          <th
            class="quiet rule"
            scope="row"
            align="left"
            valign="top"
            style={`width:30%;padding:10px 12px 10px 0;font-weight:400;text-align:left;color:${colour.quiet};border-top:1px solid ${colour.rule};`}
          >
            {label}
          </th>
          <td
            class="ink rule"
            valign="top"
            style={`padding:10px 0;font-weight:600;color:${colour.ink};border-top:1px solid ${colour.rule};`}
          >
            {value}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

/** HTML that has been sanitised. */
export const Sanitised = ({ html }: { html: string }) => (
  <div class="ink" style={`${font};font-size:16px;line-height:1.75;color:${colour.ink};`}>
    {raw(html)}
  </div>
);
