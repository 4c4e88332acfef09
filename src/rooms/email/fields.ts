import * as z from "zod";

/**
 * What no text of people's has: control characters, half a character, the separators of lines that some programs break at, and
 * signs that turn the direction of what follows, so that a name reads as another.
 */
const unwanted = "\\p{Cc}\\p{Cs}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069";
const inOneLine = new RegExp(`^[^${unwanted}]*$`, "u");
const inLines = new RegExp(`^(?:[^${unwanted}]|[\\n\\t])*$`, "u");

/** One line of text, as a header takes it. */
export const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    // A line break would begin another header (RFC 5322, section 2.2).
    .regex(inOneLine);

/** Text of several lines; an empty line begins another paragraph. */
export const paragraphs = (most: number) =>
  z
    .string()
    .transform((text) => text.replace(/\r\n?/g, "\n").trim())
    .pipe(z.string().min(1).max(most).regex(inLines));

/** Where a link may lead: https, or http on this machine; nobody's name and password in it. */
export const link = z
  .string()
  .trim()
  .max(2000)
  .transform((text, context): string => {
    const url = URL.parse(text);
    const local = url?.protocol === "http:" && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
    const plain = url?.username === "" && url.password === "" && url.href.length <= 2000;
    if (url && plain && (url.protocol === "https:" || local)) return url.href;
    context.addIssue({ code: "custom", params: { text: notALink } });
    return z.NEVER;
  });

const notALink = {
  ko: "https로 시작하는 2,000자 이하의 주소여야 합니다.",
  en: "It has to be an address of at most 2,000 characters that begins with https.",
};

export const language = z.enum(["ko", "en"]);

/** `advertisement` is what 정보통신망법 §50 is about: it needs consent, and says what it is. */
export const purpose = z.enum(["transactional", "advertisement"]);
export type Purpose = z.output<typeof purpose>;

/** Files that go along with an e-mail. */
export const attachmentIds = z.array(z.uuid()).max(10).default([]).describe("Ids of files, 10 MiB in all.");
