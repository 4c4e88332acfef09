import type { Child } from "hono/jsx";
import type { Language } from "../../../kit/problem.ts";

// Mail programs know no style sheets: what an element looks like stands with it.
const page = "margin:0;padding:24px 12px;background-color:#f4f5f4;";
const sheet =
  "max-width:560px;margin:0 auto;padding:32px 28px;background-color:#ffffff;color:#1d2421;border-radius:12px;" +
  "word-break:keep-all;overflow-wrap:anywhere;" +
  "font-family:-apple-system,'Apple SD Gothic Neo','Malgun Gothic',sans-serif;font-size:16px;line-height:1.7;";
const foot =
  "max-width:560px;margin:16px auto 0;color:#5d6863;font-size:13px;text-align:center;font-family:sans-serif;";

/** A whole e-mail around its content. */
export function letter(language: Language, title: string, content: Child): string {
  const document = (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{title}</title>
      </head>
      <body style={page}>
        <div style={sheet}>{content}</div>
        <p style={foot}>TOV</p>
      </body>
    </html>
  );
  return `<!doctype html>${document}`;
}
