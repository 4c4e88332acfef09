import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { Language } from "../../../kit/problem.ts";
import { colour, font, styleSheet } from "./look.ts";
import type { Frame, Letter, Organisation } from "./template.ts";

/** 600 px: what every mail program shows without scrolling. Word, which draws for Outlook, knows no `max-width`. */
const wide = raw(
  '<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->',
);
const narrow = raw("<!--[if mso]></td></tr></table><![endif]-->");

/** A whole e-mail: tables and inline styles, no pictures, nothing that has to be fetched. */
export function frameLetter(letter: Letter, language: Language, { organisation, ...frame }: Frame): string {
  const { subject, preheader, content, because, lightOnly = false } = letter;
  const scheme = lightOnly ? "light only" : "light dark";
  const document = (
    <html lang={language} dir="ltr" xmlns="http://www.w3.org/1999/xhtml">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="x-apple-disable-message-reformatting" />
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no" />
        <meta name="color-scheme" content={scheme} />
        <meta name="supported-color-schemes" content={scheme} />
        <title>{subject}</title>
        <style>{raw(styleSheet(lightOnly))}</style>
      </head>
      <body class="ground" style={`margin:0;padding:0;background-color:${colour.ground};`}>
        {preheader !== undefined && <Preheader text={preheader} />}
        <table
          class="ground"
          role="presentation"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          border={0}
          bgcolor={colour.ground}
          style={`background-color:${colour.ground};`}
        >
          <tbody>
            <tr>
              <td
                lang={language}
                align="center"
                style="padding:28px 12px 40px;word-break:keep-all;overflow-wrap:break-word;"
              >
                {wide}
                <table
                  role="presentation"
                  width="100%"
                  cellpadding="0"
                  cellspacing="0"
                  border={0}
                  style="width:100%;max-width:600px;margin:0 auto;border-collapse:separate;text-align:left;"
                >
                  <tbody>
                    <Sender name={organisation.name} />
                    <Sheet>{content}</Sheet>
                    <Foot because={because} organisation={organisation} frame={frame} />
                  </tbody>
                </table>
                {narrow}
              </td>
            </tr>
          </tbody>
        </table>
      </body>
    </html>
  );
  return `<!doctype html>${document}`;
}

/** Shown behind the subject in the inbox and nowhere in the letter; what fills it up keeps the letter's own text from following. */
const Preheader = ({ text }: { text: string }) => (
  <div style="display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;opacity:0;">
    {text}
    {raw("&#847;&zwnj;&nbsp;".repeat(60))}
  </div>
);

const Sender = ({ name }: { name: string }) => (
  <tr>
    <td class="edge" style="padding:0 40px 16px;">
      <p
        class="link"
        style={`margin:0;${font};font-size:17px;line-height:1.5;font-weight:800;letter-spacing:0.01em;color:${colour.accent};`}
      >
        {name}
      </p>
    </td>
  </tr>
);

const Sheet = ({ children }: { children?: Child }) => (
  <tr>
    <td
      class="sheet edge"
      bgcolor={colour.sheet}
      style={`padding:40px 40px 20px;background-color:${colour.sheet};border-radius:12px;`}
    >
      {children}
    </td>
  </tr>
);

interface FootProps {
  because: string | undefined;
  organisation: Organisation;
  frame: Pick<Frame, "purpose" | "unsubscribeUrl">;
}

function Foot({ because, organisation, frame: { purpose, unsubscribeUrl } }: FootProps) {
  return (
    <tr>
      <td class="edge" style="padding:24px 40px 0;">
        {purpose === "advertisement" ? (
          <Imprint organisation={organisation} unsubscribeUrl={unsubscribeUrl} />
        ) : (
          because !== undefined && <Small>{because}</Small>
        )}
      </td>
    </tr>
  );
}

/**
 * What an advertisement ends with, in Korean and in English whatever the language of the rest: who sent it, and how to get no
 * more of it (정보통신망법 §50④, 시행령 §61③ and 별표 6).
 */
function Imprint({
  organisation,
  unsubscribeUrl,
}: {
  organisation: Organisation;
  unsubscribeUrl: string | undefined;
}) {
  const { name, address, phone, email } = organisation;
  if (!unsubscribeUrl || !address || !phone || !email)
    throw new TypeError("An advertisement says who sent it, and how to get no more of it.");
  return (
    <>
      <Small>
        <strong>{name}</strong>
        <br />
        주소(Address): {address}
        <br />
        전화(Tel): {phone}
        <br />
        이메일(E-mail): {email}
      </Small>
      <Small>
        이 메일은 수신에 동의하신 분께 보내 드리는 광고성 정보입니다. 더 이상 받지 않으시려면{" "}
        <FootLink href={unsubscribeUrl}>수신거부</FootLink>를 눌러 주세요.
      </Small>
      <Small language="en">
        You are receiving this advertisement because you agreed to receive it. To stop receiving it,{" "}
        <FootLink href={unsubscribeUrl}>unsubscribe</FootLink>.
      </Small>
    </>
  );
}

const Small = ({ children, language }: { children?: Child; language?: Language }) => (
  <p
    class="quiet"
    lang={language}
    style={`margin:0 0 12px;${font};font-size:13px;line-height:1.7;color:${colour.quiet};`}
  >
    {children}
  </p>
);

const FootLink = ({ href, children }: { href: string; children?: Child }) => (
  <a
    class="quiet"
    href={href}
    target="_blank"
    rel="noopener noreferrer"
    style={`color:${colour.quiet};font-weight:700;text-decoration:underline;`}
  >
    {children}
  </a>
);
