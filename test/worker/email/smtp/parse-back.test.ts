import fc from "fast-check";
import { expect, test } from "vitest";
import { normaliseAddress } from "../../../../src/rooms/email/address.ts";
import { line } from "../../../../src/rooms/email/schema.ts";
import { fillSlots, slotsOf } from "../../../../src/rooms/email/slots.ts";
import { mailing, openAccount, recipient } from "../../../setup/smtp/account.ts";
import type { ReceivedMail } from "../../../setup/smtp/inbox.ts";

const sign = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(..."가나다라힣뷁後援 ") },
  { weight: 2, arbitrary: fc.constantFrom("👋", "👨‍👩‍👧‍👦", "🇰🇷", "é", "İ", "ß", "\u00a0") },
  { weight: 2, arbitrary: fc.constantFrom(..."\"\\,;:<>()[]@=?_.&+-%'") },
  { weight: 4, arbitrary: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }) },
);
const oneLine = (most: number) =>
  fc
    .string({ unit: sign, minLength: 1, maxLength: most })
    .map((text) => line(10_000).safeParse(text))
    .filter(({ success }) => success)
    .map(({ data }) => data!);
/** The more of it is ASCII, the likelier quoted-printable is. */
const paragraph = fc.oneof(
  { weight: 3, arbitrary: oneLine(60) },
  { weight: 1, arbitrary: oneLine(1500) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 400 }) },
  { weight: 2, arbitrary: fc.constantFrom(".", "..", "", "From me", "-- ", "x".repeat(2000)) },
);
const body = fc.array(paragraph, { minLength: 1, maxLength: 8 }).map((lines) => `안녕\n${lines.join("\n")}`);
const attachment = fc.record({
  name: oneLine(60).map((name) => `${name.replace(/[/\\]/g, "_")}.pdf`),
  type: fc.constantFrom("application/pdf", "image/png", "text/csv"),
  bytes: fc.uint8Array({ maxLength: 3000 }).map((bytes) => new Uint8Array(bytes)),
});
const email = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9][a-z0-9!#$%&'*+/=?^_`{|}~-]{0,40}$/),
    fc.constantFrom("example.org", "xn--9n2bp8q.xn--9t4b11yi5a", "mail.example.co.kr"),
  )
  .map(([local, host]) => `${local}@${host}`);
const people = fc.array(
  fc.record({ email, name: fc.option(oneLine(100), { nil: undefined }), value: oneLine(300) }),
  { minLength: 1, maxLength: 4 },
);

/** Ends of lines as they arrive, and what stands at the very end, are the format's. */
const settled = (text: string | undefined) => text?.replace(/\r\n?/g, "\n").trimEnd();

test("whatever is in it, a mail is understood as it was meant", async () => {
  await fc.assert(
    fc.asyncProperty(
      ...([people, oneLine(200), body, body, fc.array(attachment, { maxLength: 3 })] as const),
      async (who, subject, text, html, attachments) => {
        const slots = slotsOf(["name"], "n0nce");
        const [{ inText, inHtml }] = slots as [(typeof slots)[number]];
        const content = {
          subject: `${subject}${inText}`,
          text: `${text}${inText}.`,
          html: `<p>${html}</p>\n${inHtml}`,
        };
        const { driver, received, user } = openAccount();
        const recipients = who.map(({ email, name, value }) =>
          recipient(email, { to: { email, ...(name && { name }) }, values: { name: value } }),
        );
        const sent = mailing(recipients, { content, slots, attachments });
        expect(await driver.send(sent)).toMatchObject(who.map(() => ({ outcome: "taken" })));
        const mails = await received();
        for (const [at, one] of recipients.entries()) {
          const mail = mails[at]!;
          const meant = fillSlots(sent, one);
          expect(mail.messageId).toBe(`<${one.id}@tov.example>`);
          expect(mail.from).toEqual([{ address: user, name: "토브 사무국" }]);
          const to = mail.to.map(({ address = "", name }) => ({ address: normaliseAddress(address), name }));
          expect(to).toEqual([{ address: one.to.email, name: one.to.name ?? "" }]);
          expect(mail.subject).toBe(meant.subject);
          expect(settled(mail.text)).toBe(settled(meant.text));
          expect(settled(mail.html)).toBe(settled(meant.html));
          expect(mail.attachments).toEqual(
            attachments.map(({ name, type, bytes }) => ({
              name,
              type,
              base64: Buffer.from(bytes).toString("base64"),
            })),
          );
          expectWellFormed(mail);
        }
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

/** ASCII in lines of 78 characters (RFC 5322, section 2.1.1), where a space is there to break them; encoded words of 75. */
function expectWellFormed({ raw }: ReceivedMail): void {
  for (const one of raw.split("\r\n")) {
    expect(one).not.toMatch(/[\r\n\x80-\xff]/);
    expect(one.length).toBeLessThanOrEqual(/^ ?\S+$/.test(one) && one.includes("@") ? 998 : 78);
  }
  for (const [word] of raw.matchAll(/=\?UTF-8\?B\?[^?\s]*\?=/g)) expect(word.length).toBeLessThanOrEqual(75);
}
