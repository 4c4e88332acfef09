import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mask } from "../../../src/kit/mask.ts";
import { maskText } from "../../../src/kit/mask-text.ts";

const id = "01995b1e-7c3a-7000-8010-012345678901";

describe("by the name of a field", () => {
  test.each([
    ["name", "김민수", "김**"],
    ["donorName", "Kim Minsu", "K**"],
    ["depositor", "김민수", "김**"],
    ["이름", "김민수", "김**"],
    ["email", "kim@tov.or.kr", "k***@tov.or.kr"],
    ["email", "김민수", "김**"],
    ["emailAddress", "김민수 <kim@tov.or.kr>", "김***@tov.or.kr>"],
    ["email", "a@b.kr, kim@tov.or.kr", "a***@tov.or.kr"],
    ["phone", "010-1234-5678", "010-****-5678"],
    ["phone_number", "01012345678", "010****5678"],
    ["mobile", "+82 10-1234-5678", "+82 10-****-5678"],
    ["tel", "(02) 123-4567", "(02) ***-4567"],
    ["phone", 821012345678, "8210****5678"],
    ["phone", "010-1234-5678, 010-8765-4321", "***"],
    ["phone", "김민수 010-1234-5678", "***"],
    ["residentNumber", "900101-1234567", "90****-*******"],
    ["rrn", "900101", "90****-*******"],
    ["passport", "M12345678", "***"],
    ["birthDate", "1990-01-01", "1990-**-**"],
    ["birthday", 19900101, "1990-**-**"],
    ["birth", "900101", "***"],
    ["accountNumber", "110-234-567890", "***890"],
    ["bank_account", "1234", "***"],
    ["cardNumber", "4111-1111-1111-1111", "****-****-****-1111"],
    ["card", "김민수", "***"],
    ["address", "서울특별시 종로구 세종대로 1", "서울 ***"],
    ["postalAddress", "종로구 세종대로 1", "종**"],
    ["postcode", "03172", "0**"],
    ["ip", "203.0.113.7", "2**"],
  ])("%s %j becomes %j", (name, value, expected) => {
    expect(mask({ [name]: value })).toEqual({ [name]: expected });
  });

  test.each([
    ...[
      "key",
      "apiKey",
      "api_key",
      "token",
      "accessToken",
      "refresh_token",
      "password",
      "passwordHash",
      "hash",
    ],
    ...[
      "secret",
      "clientSecret",
      "credentials",
      "authorization",
      "cookie",
      "otp",
      "pin",
      "cvc",
      "object_key",
    ],
    ...["비밀번호", "sealed", "signature"],
  ])("%s is left out, whatever it holds", (name) => {
    for (const value of ["x", 1, { deep: "x" }, ["x"]])
      expect(mask({ [name]: value, a: 1 })).toEqual({ a: 1 });
  });

  test.each([
    { id, keyId: id, accountId: id, createdAt: 1_795_391_000_000, deleted_at: null },
    {
      scopes: ["files:read", "admin"],
      state: "done",
      status: 200,
      type: "image/png",
      kind: "file",
      version: 3,
    },
    { hidden: true, emailVerified: false, size: 1_012_345_678, replaced_by: id, author: null },
  ])("%j stays", (value) => {
    expect(mask(value)).toEqual(value);
  });

  test("goes as deep as the value, and a part without a name of its own is of the kind of the whole", () => {
    const value = {
      donor: { name: { family: "김", given: "민수" }, phones: [{ phone: "010-1234-5678" }] },
      emails: ["kim@tov.or.kr", "lee@tov.or.kr"],
      list: [["010-1234-5678", 7, null]],
    };
    expect(mask(value)).toEqual({
      donor: { name: { family: "김**", given: "민**" }, phones: [{ phone: "010-****-5678" }] },
      emails: ["k***@tov.or.kr", "l***@tov.or.kr"],
      list: [["010-****-5678", 7, null]],
    });
  });

  test("names of fields are texts as well", () => {
    expect(mask({ "kim@tov.or.kr": 1 })).toEqual({ "k***@tov.or.kr": 1 });
  });

  test("bytes are not shown", () => {
    expect(mask({ content: Uint8Array.of(1, 2) })).toEqual({ content: "***" });
  });
});

describe("by shape, in any text", () => {
  test.each([
    ["메일은kim.min+su@mail.tov.or.kr으로", "메***@mail.tov.or.kr으로"],
    ["문의: <kim@tov.or.kr>, lee@example.com.", "문의: <k***@tov.or.kr>, l***@example.com."],
    ["/unsubscribe?to=kim%40tov.or.kr&x=1", "/unsubscribe?to=k***@tov.or.kr&x=1"],
    [`${id}.kim@tov.or.kr`, "0***@tov.or.kr"],
    ["01012345678@tov.or.kr", "0***@tov.or.kr"],
    ["tov_aaaaaaaaaaaaaaaa.kim@tov.or.kr", "t***@tov.or.kr"],
    ["전화010-1234-5678로", "전화010-****-5678로"],
    ["tel:+821012345678", "tel:+8210****5678"],
    ["+82-10-1234-5678", "+82-10-****-5678"],
    ["82 010 1234 5678", "82 010 ****-5678".replace("-", " ")],
    ["01012345678", "010****5678"],
    ["010.123.4567", "010.***.4567"],
    ["010–1234–5678", "010–****–5678"],
    ["서울 02-123-4567, 대구 053-1234-5678", "서울 02-***-4567, 대구 053-****-5678"],
    ["070-1234-5678", "070-****-5678"],
    ["주민번호 900101-1234567입니다", "주민번호 90****-*******입니다"],
    ["9001011234567", "90****-*******"],
    ["000229 - 3234567", "00****-*******"],
    ["카드 4111-1111-1111-1111", "카드 ****-****-****-1111"],
    ["4111 1111 1111 1111", "**** **** **** 1111"],
    ["4111111111111111", "************1111"],
    ["3782 822463 10005", "**** ****** *0005"],
    ["key tov_development_only_key_0000000000000000 here", "key *** here"],
    ["Authorization: Bearer abcdefghij", "Authorization: ***"],
    [`v1.2026-a.${"A".repeat(40)}`, "***"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "***"],
  ])("%j becomes %j", (text, expected) => {
    expect(maskText(text)).toBe(expected);
    expect(mask({ note: text })).toEqual({ note: expected });
  });

  test.each([
    [id],
    ["documents/2026/11/01995b1e-7c3a-7010-8123-456789012345.jpg"],
    ["2026-11-22 10:30"],
    ["1795391000000 ms"],
    ["v1.2.3"],
    ["주문 20261122-000123"],
    ["1234567890123456"],
    ["사업자등록번호 123-45-67890"],
    ["@everyone 안녕하세요"],
    ["1588-1234"],
  ])("%j stays", (text) => {
    expect(maskText(text)).toBe(text);
  });

  const digit = fc.integer({ min: 0, max: 9 });
  const digits = (length: number) =>
    fc.array(digit, { minLength: length, maxLength: length }).map((all) => all.join(""));
  const around = fc.constantFrom("", " ", "가", "\n", "(", "번호:", "님, ");
  const gap = fc.constantFrom("", "-", " ", ".");

  test("no mobile number survives, however it is written and whatever stands around it", () => {
    fc.assert(
      fc.property(
        around,
        fc.constantFrom("010", "011", "+82 10", "8210"),
        digits(4),
        digits(4),
        gap,
        around,
        (a, head, middle, tail, between, b) => {
          const masked = maskText(`${a}${head}${between}${middle}${between}${tail}${b}`);
          expect(masked).toBe(`${a}${head}${between}****${between}${tail}${b}`);
        },
      ),
    );
  });

  test("no address survives in any text", () => {
    const local = fc.stringMatching(/^[a-z][a-z0-9._+-]{3,20}$/);
    fc.assert(
      fc.property(fc.string(), local, fc.string(), (a, name, b) => {
        expect(maskText(`${a} ${name}@tov.or.kr ${b}`)).not.toContain(`${name}@`);
      }),
    );
  });

  test("masking twice is masking once, and ids never change", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.uuid(), (text, uuid) => {
        const once = maskText(`${text} ${uuid}`);
        expect(once.endsWith(uuid)).toBe(true);
        expect(maskText(once)).toBe(once);
      }),
    );
  });

  test("a text of a megabyte takes no time to speak of", () => {
    for (const text of [
      "a".repeat(1_000_000),
      "1 ".repeat(500_000),
      "a.".repeat(500_000),
      "0".repeat(1_000_000),
    ]) {
      const started = performance.now();
      maskText(text);
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });
});
