import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { derOf } from "../../../../sandbox/vendors/sendgrid/signing-key.ts";
import { bytesOf, fromBase64 } from "../../../../src/kit/encoding.ts";
import { toRawSignature } from "../../../../src/protocols/ecdsa/der.ts";
import { importPublicKey, isPublicKey, isSignature } from "../../../../src/protocols/ecdsa/p256.ts";
import { vectors } from "../../../vectors/sendgrid-event-webhook.json";

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

describe.each(vectors)("SendGrid's own example, signed at $timestamp", (vector) => {
  const spki = fromBase64(vector.publicKeySpkiBase64)!;
  const der = fromBase64(vector.signatureBase64Der)!;
  const message = bytesOf(vector.timestamp + vector.body);
  const flipped = (bytes: Uint8Array, bit: number) =>
    bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)) as Uint8Array<ArrayBuffer>;

  test("is signed by its key", async () => {
    expect(isPublicKey(spki)).toBe(true);
    expect(await isSignature(await importPublicKey(spki), der, message)).toBe(vector.valid);
  });

  test("is not, with any bit of the signature changed", async () => {
    const key = await importPublicKey(spki);
    for (let bit = 0; bit < der.length * 8; bit++)
      expect(await isSignature(key, flipped(der, bit), message), `bit ${bit}`).toBe(false);
  });

  test("is not, with any bit of the message changed", async () => {
    const key = await importPublicKey(spki);
    for (let bit = 0; bit < message.length * 8; bit += 7)
      expect(await isSignature(key, der, flipped(message, bit)), `bit ${bit}`).toBe(false);
  });

  test("is not without its last line break, or by another key", async () => {
    const trimmed = bytesOf((vector.timestamp + vector.body).trimEnd());
    expect(await isSignature(await importPublicKey(spki), der, trimmed)).toBe(false);
    const other = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
      "verify",
    ])) as CryptoKeyPair;
    expect(await isSignature(other.publicKey, der, message)).toBe(false);
  });

  test("has a key that is refused when its head, its length or its point is another", async () => {
    expect(isPublicKey(spki.subarray(0, 90))).toBe(false);
    expect(isPublicKey(flipped(spki, 12))).toBe(false);
    await expect(importPublicKey(flipped(spki, 8 * 40))).rejects.toThrow();
  });
});

describe("a signature in DER", () => {
  test.each([
    ["two small numbers", "3006020101020102", "01", "02"],
    ["a zero before a first bit", "30080202 0080 0202 00ff", "80", "ff"],
    [
      "numbers of a whole size",
      `3044 0220 ${"7f".repeat(32)} 0220 ${"01".repeat(32)}`,
      "7f".repeat(32),
      "01".repeat(32),
    ],
    [
      "numbers of a whole size, padded",
      `3046 0221 00${"ff".repeat(32)} 0221 00${"80".repeat(32)}`,
      "ff".repeat(32),
      "80".repeat(32),
    ],
  ])("of %s is r and s of 32 bytes", (_, der, r, s) => {
    const raw = toRawSignature(hex(der.replaceAll(" ", "")), 32);
    expect(raw).toEqual(hex(r.padStart(64, "0") + s.padStart(64, "0")));
  });

  test.each([
    ["nothing", ""],
    ["no SEQUENCE", "3106020101020102"],
    ["a SEQUENCE that ends too early", "3005020101020102"],
    ["a SEQUENCE that is too long", "3007020101020102"],
    ["bytes behind it", "300602010102010200"],
    ["bytes behind s", "300702010102010200"],
    ["one number", "3003020101"],
    ["no INTEGER", "3006020101030102"],
    ["a length in two bytes, where one would do", "308106020101020102"],
    ["an indefinite length", "30800201010201020000"],
    ["an INTEGER without a length", "3002020100"],
    ["an empty INTEGER", "300502000201ff"],
    ["an INTEGER that goes beyond the end", "3006020101027f02"],
    ["a negative r", "3006020181020102"],
    ["a negative s", "3006020101020182"],
    ["r that is zero", "3006020100020102"],
    ["s that is zero", "3006020101020100"],
    ["a zero that nothing needs", "300702020001020102"],
    ["two zeros", "3008020300 0080 020102"],
    ["a number too large", `3045 0221 01${"00".repeat(32)} 0220 ${"01".repeat(32)}`],
    ["a number too large, padded", `3046 0222 00${"ff".repeat(33)} 0220 ${"01".repeat(32)}`],
  ])("with %s is none", (_, der) => {
    expect(toRawSignature(hex(der.replaceAll(" ", "")), 32)).toBeNull();
  });

  test("is read back as it was written, and nothing else is read", () => {
    const number = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .filter((bytes) => bytes.some((byte) => byte > 0));
    fc.assert(
      fc.property(number, number, (r, s) => {
        const raw = Uint8Array.from([...r, ...s]);
        expect(toRawSignature(derOf(raw), 32)).toEqual(raw);
      }),
    );
    const changes = fc.array(
      fc.tuple(fc.nat(71), fc.constantFrom(0, 1), fc.array(fc.nat(255), { maxLength: 2 })),
      {
        maxLength: 2,
      },
    );
    fc.assert(
      fc.property(number, number, changes, (r, s, spliced) => {
        const bytes = [...derOf(Uint8Array.from([...r, ...s]))];
        for (const [at, removed, added] of spliced) bytes.splice(at, removed, ...added);
        const raw = toRawSignature(Uint8Array.from(bytes), 32);
        if (raw) expect([...derOf(raw)]).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([["YQ"], ["YQ= ="], [" YQ=="], ["YR=="], ["YQ==\n"], ["_w=="], ["é"]])(
  "%j is no base64 as an encoder writes it",
  (text) => {
    expect(fromBase64(text)).toBeNull();
    expect(fromBase64("YQ==")).toEqual(Uint8Array.of(97));
  },
);
