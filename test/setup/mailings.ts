import fc from "fast-check";
import { address } from "../../src/rooms/email/address.ts";
import type { Mailing, Recipient } from "../../src/rooms/email/driver.ts";
import { slotsOf } from "../../src/rooms/email/slots.ts";

const nonce = "9f2c51d0a7e4";
const slotNames = ["name", "link"] as const;
const slots = slotsOf(slotNames, nonce);

/** A mailing to so many people, with something of its own for each; parts of it as a test wants them. */
export function mailingTo(count: number, changes: Partial<Mailing> = {}): Mailing {
  const recipients = Array.from({ length: count }, (_, n): Recipient => {
    const id = `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
    return {
      ...{ id, to: { email: `p${n}@example.org`, name: `${n}번째 사람` } },
      values: { name: `${n}번째 사람`, link: `https://tov.example/u/${n}?a=1&b=2` },
      headers: { "List-Unsubscribe": `<https://tov.example/u/${n}>` },
    };
  });
  return {
    ...{
      id: "00000000-0000-7000-8000-999999999999",
      template: "custom",
      slots,
      attachments: [],
      tracked: true,
    },
    content: {
      subject: `${slots[0]!.inText}님께`,
      text: `${slots[0]!.inText}님, ${slots[1]!.inText}`,
      html: `<p title="${slots[0]!.inHtml}">${slots[0]!.inHtml}님</p><a href="${slots[1]!.inHtml}">보기</a>`,
    },
    recipients,
    ...changes,
  };
}

/** What people may have in their names and elsewhere. */
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom(
    "$&",
    "$1 $$ $`",
    "<b>굵게</b>",
    `"&'<>`,
    "-name-",
    "-0000.name-",
    "%name%",
    "[unsubscribe]",
    "<%asm%>",
  ),
);

const email = fc
  .oneof(
    fc.stringMatching(/^[a-z]{1,3}$/).map((name) => `${name}@example.org`),
    fc.stringMatching(/^[A-Za-z]{1,3}$/).map((name) => `${name}@한국.kr`),
    fc.emailAddress(),
  )
  .map((text) => address.safeParse(text).data)
  .filter((email) => email !== undefined);

const recipient: fc.Arbitrary<Recipient> = fc.record({
  id: fc.uuid(),
  to: fc.oneof(fc.record({ email }), fc.record({ email, name: text })),
  values: fc.record({ name: text, link: fc.oneof(text, fc.webUrl()) }),
  headers: fc.oneof(
    fc.constant({}),
    fc.webUrl().map((url) => ({
      "List-Unsubscribe": `<${url}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    })),
  ),
});

const attachment = fc.record({
  name: fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.constantFrom("영수증.pdf", "a;b\r\nc.txt"),
  ),
  type: fc.constantFrom("application/pdf", "text/plain; charset=utf-8", "", "image/png"),
  bytes: fc.uint8Array({ maxLength: 200 }) as fc.Arbitrary<Uint8Array<ArrayBuffer>>,
});

/** A text in which slots stand, as many as there happen to be. */
const withSlots = (place: "inText" | "inHtml") =>
  fc
    .array(fc.oneof(text, fc.constantFrom(...slots.map((slot) => slot[place]))), { maxLength: 6 })
    .map((parts) => parts.join(""));

/** Any mailing that the port allows, and some that it should not. */
export const anyMailing: fc.Arbitrary<Mailing> = fc.record({
  id: fc.uuid(),
  template: fc.constantFrom("welcome", "custom"),
  content: fc.record({ subject: withSlots("inText"), html: withSlots("inHtml"), text: withSlots("inText") }),
  slots: fc.constantFrom(slots, []),
  attachments: fc.array(attachment, { maxLength: 2 }),
  tracked: fc.boolean(),
  recipients: fc.array(recipient, { minLength: 1, maxLength: 12 }),
});
