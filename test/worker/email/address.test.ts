import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import {
  type AddressFault,
  address,
  addressFault,
  digestOf,
  foldAddress,
  normaliseAddress,
} from "../../../src/rooms/email/address.ts";
import { mailbox } from "../../../src/rooms/email/schema.ts";
import { openHouse, post } from "../../setup/open-house.ts";

/** What looks like an address and is made of what has turned one into another's elsewhere. */
const sign = fc.constantFrom(
  ...[
    "a",
    "A",
    "k",
    "K",
    "\u212A",
    "i",
    "I",
    "ı",
    "İ",
    "ａ",
    "Å",
    "\u212B",
    "1",
    "①",
    "0x7f",
    "한",
    "\u1112\u1161\u11ab",
  ],
  ...[
    ".",
    "-",
    "+",
    "_",
    "'",
    "%",
    " ",
    "@",
    ":",
    "/",
    "\\",
    "[",
    "]",
    "#",
    "\u00AD",
    "\u200B",
    "。",
    "xn--",
    "\uFEFF",
    "\n",
  ],
);
const word = fc.array(sign, { minLength: 1, maxLength: 6 }).map((signs) => signs.join(""));
const alike = fc
  .tuple(word, word, fc.constantFrom("com", "kr", "한국", "1", "0x7f", "COM", ""))
  .map(([local, host, end]) => `${local}@${host}${end && `.${end}`}`);
const plain = fc.stringMatching(/^[A-Za-z0-9._+'-]{1,5}@[a-zA-Z가-힣]{1,4}\.(?:kr|org|한국)$/);
const any = fc.oneof(alike, plain, fc.emailAddress(), fc.string({ unit: "grapheme" }));

/** The rule that the sandbox holds SendGrid's `format: email` to. */
const format = z.email();
const localOf = (text: string) => text.slice(0, text.lastIndexOf("@"));
const accepted = (text: string) => address.safeParse(text).data;

describe("an address, whatever is given,", () => {
  test("is the same when it is normalised once more", () => {
    fc.assert(
      fc.property(any, (text) => {
        const once = normaliseAddress(text);
        expect(normaliseAddress(once)).toBe(once);
      }),
    );
    fc.assert(
      fc.property(any, (text) => {
        const email = accepted(text);
        fc.pre(email !== undefined);
        expect(accepted(email!)).toBe(email);
      }),
    );
  });

  test("keeps every sign before the @", () => {
    fc.assert(
      fc.property(any, (text) => {
        const email = accepted(text);
        fc.pre(email !== undefined);
        expect(localOf(email!)).toBe(localOf(text.trim()));
      }),
    );
  });

  test("is the address of another only where capitals of ASCII make the difference", async () => {
    const local = fc.array(fc.constantFrom("a", "A", "k", "K", "\u212A", "ı", "i", "ａ", ".", "+"), {
      minLength: 1,
      maxLength: 3,
    });
    const one = local.map((signs) => `${signs.join("")}@example.org`);
    await fc.assert(
      fc.asyncProperty(one, one, async (first, second) => {
        if ((await digestOf(first)) !== (await digestOf(second))) return;
        const lower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
        expect(lower(first)).toBe(lower(second));
      }),
      { numRuns: 1000 },
    );
  });

  test("is ASCII of at most 254 characters that vendors take, or is refused", () => {
    let taken = 0;
    fc.assert(
      fc.property(any, (text) => {
        const email = accepted(text);
        if (email === undefined) return;
        taken += 1;
        expect(email).toMatch(/^[!-~]{3,254}$/);
        // A last label in Punycode is the one thing that zod's rule does not know.
        expect(format.safeParse(email.replace(/\.xn--[a-z0-9-]+$/, ".kr")).success).toBe(true);
      }),
      { numRuns: 1000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});

describe("the host of an address", () => {
  test.each([
    ["in capitals", "Hong@EXAMPLE.Org", "Hong@example.org"],
    ["in Korean", "hong@한국.kr", "hong@xn--3e0b707e.kr"],
    ["in syllables that a Mac has taken apart", `hong@${"한국".normalize("NFD")}.kr`, "hong@xn--3e0b707e.kr"],
    ["below the Korean top-level domain", "hong@도메인.한국", "hong@xn--hq1bm8jm9l.xn--3e0b707e"],
    ["in Punycode already", "hong@XN--3E0B707E.kr", "hong@xn--3e0b707e.kr"],
    ["with ß, which is not ss", "hong@faß.de", "hong@xn--fa-hia.de"],
    ["between spaces", "\u00a0 hong@example.org\n", "hong@example.org"],
  ])("%s is written as servers look it up", async (_, text, email) => {
    expect(address.parse(text)).toBe(email);
    expect(await digestOf(text)).toBe(await digestOf(email));
  });

  test.each([
    ["a number of IPv4", "127.0.0.1"],
    ["one that only URLs take for an address", "0x7f.1"],
    ["its end in hexadecimal", "1.0x7f"],
    ["a single number", "2130706433"],
    ["full-width digits", "１２７.０.０.１"],
    ["an IPv6 literal", "[::1]"],
    ["an address literal of RFC 5321", "[127.0.0.1]"],
    ["a port", "example.org:25"],
    ["a path", "example.org/a"],
    ["a percent escape", "ex%61mple.org"],
    ["a dot at the end", "example.org."],
    ["two dots", "example..org"],
    ["no dot", "localhost"],
    ["an underscore", "my_host.org"],
    ["a hyphen at an end", "-example.org"],
    ["a label of 64 letters", `${"a".repeat(64)}.org`],
    ["a number in the place of the top-level domain", "example.123"],
    ["Punycode that says nothing", "xn--.kr"],
    ["the Kelvin sign, which becomes a k", "\u212Aakao.com"],
    ["full-width letters", "ｅxample.org"],
    ["an invisible hyphen", "exam\u00ADple.org"],
    ["an invisible space", "example\u200B.org"],
    ["an ideographic full stop", "example。org"],
    ["a snowman", "☃.net"],
    ["a mark that turns the direction", "\u202Egro.elpmaxe"],
  ])("that is %s is refused, and stays as it was given", (_, host) => {
    const email = `hong@${host}`;
    expect(normaliseAddress(email)).toBe(email);
    expect(addressFault(email)).toBe<AddressFault>("not-a-host");
  });

  test("that only looks like another's is another's: a dotless i is a letter of its own", async () => {
    expect(address.parse("hong@gıthub.com")).toMatch(/^hong@xn--/);
    expect(await digestOf("hong@gıthub.com")).not.toBe(await digestOf("hong@github.com"));
  });
});

describe("what stands before the @", () => {
  test.each<[string, string, AddressFault]>([
    ["in Korean", "홍길동@한국.kr", "foreign-local-part"],
    ["with the Kelvin sign", "\u212Aim@example.org", "foreign-local-part"],
    ["with a dotless i", "kım@example.org", "foreign-local-part"],
    ["in full-width letters", "ｋim@example.org", "foreign-local-part"],
    ["missing", "@example.org", "not-an-address"],
    ["without anything behind it", "hong", "not-an-address"],
    ["in quotes", '"hong gil"@example.org', "not-an-address"],
    ["with a route for servers", "hong%example.com@example.org", "not-an-address"],
    ["with two dots", "hong..gil@example.org", "not-an-address"],
    ["with a dot at an end", "hong.@example.org", "not-an-address"],
    ["with a second @", "hong@gil@example.org", "not-an-address"],
    ["with a line break", "hong\r\nBcc: a@example.org", "not-an-address"],
    ["of 65 letters", `${"a".repeat(65)}@example.org`, "too-long"],
  ])("%s is refused, and it is said why", (_, text, fault) => {
    expect(addressFault(normaliseAddress(text))).toBe(fault);
    expect(address.safeParse(text).error?.issues[0]).toMatchObject({
      code: "custom",
      params: { text: { ko: expect.stringMatching(/[가-힣]/), en: expect.any(String) } },
    });
  });

  test.each([
    "hong.gil+tag@example.org",
    "o'neil@example.org",
    "HONG_gil-1@example.org",
    "a@b.co",
    `${"a".repeat(64)}@b.kr`,
  ])("%s is taken as it is", (text) => expect(address.parse(text)).toBe(text));

  test("of an address over 254 characters is refused", () => {
    const host = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}`;
    expect(addressFault(`${"x".repeat(58)}@${host}.kr`)).toBeNull();
    expect(addressFault(`${"x".repeat(60)}@${host}.kr`)).toBe("too-long");
  });

  test("is compared without regard to capitals of ASCII alone", () => {
    expect(foldAddress("HONG@example.org")).toBe("hong@example.org");
    expect(foldAddress("\u212AİÅ@example.org")).toBe("\u212AİÅ@example.org");
  });
});

describe("the name that goes with an address", () => {
  const nameOf = (name: string) => mailbox.safeParse({ email: "a@b.kr", name }).data?.name;

  test.each([
    "홍길동",
    '홍 "길동"',
    "홍, 길동; <hong@example.org>",
    "O'Neil \\ (서울)",
    "👩‍👩‍👧‍👦 가족",
    "=?utf-8?B?aGk=?=",
    "홍".repeat(100),
  ])("may be %s", (name) => expect(nameOf(name)).toBe(name));

  test.each([
    ["a line break", "a\r\nBcc: c@d.kr"],
    ["a line feed alone", "a\nBcc: c@d.kr"],
    ["a carriage return alone", "a\rb"],
    ["a line separator", "a\u2028b"],
    ["a paragraph separator", "a\u2029b"],
    ["a next line", "a\u0085b"],
    ["a null", "a\0b"],
    ["half a character", "a\ud83d"],
    ["a mark that turns the direction", "a\u202Egnp.exe"],
    ["a hundred and one characters", "홍".repeat(101)],
    ["nothing but spaces", " \u00a0 "],
  ])("may not have %s", (_, name) => expect(nameOf(name)).toBeUndefined());
});

test("an e-mail to a Korean domain under a Korean top-level domain is taken by the vendor", async () => {
  const house = await openHouse((key) => ({ SENDGRID_API_KEY: key, EMAIL_FROM: "noreply@tov.example" }));
  const body = { to: { email: "hong@도메인.한국" }, template: "welcome", data: { name: "홍길동" } };
  await house.fetch("/api/email", post(body, await house.keyOf("email:send")));
  await house.work();
  const mails = house.sandbox.entries({ key: house.sandboxKey, kind: "mail" });
  expect(mails).toMatchObject([{ to: ["hong@xn--hq1bm8jm9l.xn--3e0b707e"] }]);
});
