import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decryptGcm, encryptGcm, importGcmKey } from "../../../src/kit/aes-gcm.ts";
import { fromBase64Url, toBase64Url, toHex } from "../../../src/kit/encoding.ts";
import { createSealedBox, type Place, type SealingKey } from "../../../src/kit/sealed-box.ts";
import { createWorld } from "../../../src/platform/world.ts";
import vectors from "../../vectors/aes-256-gcm.json";

const { random } = createWorld();
const keyOf = (id: string): SealingKey => ({ id, bytes: random(32) });
const [older, newer] = [keyOf("2026-a"), keyOf("2026-b")];
const place: Place = { table: "email_messages", column: "body", id: "0199" };

const box = createSealedBox({ keys: [newer, older], random });
const before = createSealedBox({ keys: [older], random });
const notOpened = { kind: { id: "sealed-box-not-opened" } };

const texts = fc.string({ unit: "binary", maxLength: 200 });
const places = fc.record({ table: texts, column: texts, id: texts });
const contents = fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes));

const bytesOfHex = (hex: string) =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

describe("AES-256-GCM", () => {
  test.each(vectors.cases)("$name", async ({ key, nonce, plaintext, associated, ciphertext, tag }) => {
    const imported = await importGcmKey(bytesOfHex(key));
    const parameters = { nonce: bytesOfHex(nonce), associated: bytesOfHex(associated) };
    const encrypted = await encryptGcm(imported, bytesOfHex(plaintext), parameters);
    expect(toHex(encrypted)).toBe(ciphertext + tag);
    expect(toHex(await decryptGcm(imported, encrypted, parameters))).toBe(plaintext);
    encrypted[encrypted.length - 1]! ^= 1;
    await expect(decryptGcm(imported, encrypted, parameters)).rejects.toThrow();
  });
});

describe("a sealed box", () => {
  test("opens what it sealed, text and bytes, wherever that stands", async () => {
    await fc.assert(
      fc.asyncProperty(texts, contents, places, async (text, bytes, where) => {
        expect(await box.open(await box.seal(text, where), where)).toBe(text);
        expect(await box.openBytes(await box.seal(bytes, where), where)).toEqual(bytes);
      }),
    );
  });

  test("keeps a mark at the beginning of a text, and texts of megabytes", async () => {
    for (const text of ["\ufeff처음", "가".repeat(1_000_000)]) {
      expect((await box.open(await box.seal(text, place), place)) === text).toBe(true);
    }
  });

  test("writes version and key in front, and nothing of what it sealed", async () => {
    const sealed = await box.seal("kim@tov.or.kr", place);
    expect(sealed).toMatch(/^v1\.2026-b\.[\w-]{55}$/);
    expect([box.currentKey, box.currentPrefix]).toEqual(["2026-b", "v1.2026-b."]);
    expect(sealed.startsWith(box.currentPrefix)).toBe(true);
  });

  test("refuses a value of which one bit was turned", async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.nat(), async (bytes, at) => {
        const sealed = await box.seal(bytes, place);
        const [version, id, text = ""] = sealed.split(".");
        const raw = fromBase64Url(text)!;
        raw[(at >> 3) % raw.length]! ^= 1 << (at & 7);
        await expect(box.openBytes(`${version}.${id}.${toBase64Url(raw)}`, place)).rejects.toMatchObject(
          notOpened,
        );
      }),
    );
  });

  test("refuses a value of which any one bit was turned, all of them tried, and any one character", async () => {
    const sealed = await box.seal("주민등록번호", place);
    const [, , text = ""] = sealed.split(".");
    const raw = fromBase64Url(text)!;
    for (let bit = 0; bit < raw.length * 8; bit++) {
      const turned = raw.slice();
      turned[bit >> 3]! ^= 1 << (bit & 7);
      const attempt = box.open(box.currentPrefix + toBase64Url(turned), place);
      await expect(attempt, `bit ${bit}`).rejects.toMatchObject(notOpened);
    }
    for (let at = 0; at < sealed.length; at++) {
      for (const other of "AB.-_ 1b") {
        if (sealed[at] === other) continue;
        const attempt = box.open(sealed.slice(0, at) + other + sealed.slice(at + 1), place);
        await expect(attempt, `character ${at} as ${other}`).rejects.toMatchObject(notOpened);
      }
    }
  });

  test("refuses bits of the last character that no byte has", async () => {
    const sealed = await box.seal("abc", place);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const twin = sealed.slice(0, -1) + alphabet[alphabet.indexOf(sealed.at(-1)!) + 1];
    expect(fromBase64Url(twin.slice(box.currentPrefix.length))).toEqual(
      fromBase64Url(sealed.slice(box.currentPrefix.length)),
    );
    await expect(box.open(twin, place)).rejects.toMatchObject(notOpened);
  });

  test.each(["table", "column", "id"] as const)("refuses a value that stands at another %s", async (part) => {
    const sealed = await box.seal("x", place);
    await expect(box.open(sealed, { ...place, [part]: "other" })).rejects.toMatchObject(notOpened);
  });

  test("refuses a value that was moved anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(places, places, async (from, to) => {
        fc.pre(from.table !== to.table || from.column !== to.column || from.id !== to.id);
        await expect(box.open(await box.seal("x", from), to)).rejects.toMatchObject(notOpened);
      }),
    );
  });

  test.each([
    [
      { table: "ab", column: "c", id: "1" },
      { table: "a", column: "bc", id: "1" },
    ],
    [
      { table: "a", column: 'b","c', id: "d" },
      { table: "a", column: "b", id: 'c","d' },
    ],
    [
      { table: "a", column: "", id: "b" },
      { table: "a", column: "b", id: "" },
    ],
  ])("tells %j from %j, though they are written alike", async (from, to) => {
    await expect(box.open(await box.seal("x", from), to)).rejects.toMatchObject(notOpened);
  });

  test("never takes the same nonce twice, nor seals a text alike twice", async () => {
    const sealed = await Promise.all(Array.from({ length: 3000 }, () => box.seal("같은 내용", place)));
    expect(new Set(sealed.map((one) => one.slice(box.currentPrefix.length).slice(0, 16))).size).toBe(3000);
  });

  test("asks for a nonce of twelve bytes each time", async () => {
    const asked: number[] = [];
    const counting = createSealedBox({
      keys: [newer],
      random: (length) => {
        asked.push(length);
        return random(length);
      },
    });
    await counting.seal("a", place);
    await counting.seal("b", place);
    expect(asked).toEqual([12, 12]);
  });
});

describe("after a rotation", () => {
  test("what the older key sealed opens, and is told from what is current", async () => {
    const old = await before.seal("전에", place);
    expect(await box.open(old, place)).toBe("전에");
    expect([box.isCurrent(old), box.isCurrent(await box.seal("지금", place))]).toEqual([false, true]);
  });

  test("an id that another one begins with is another one", async () => {
    const longer = createSealedBox({ keys: [keyOf("2026-b2")], random });
    expect(box.isCurrent(await longer.seal("x", place))).toBe(false);
  });

  test("what a key sealed that is gone does not open, nor under another key's id", async () => {
    const sealed = await box.seal("x", place);
    await expect(before.open(sealed, place)).rejects.toMatchObject(notOpened);
    const renamed = sealed.replace("2026-b", "2026-a");
    await expect(box.open(renamed, place)).rejects.toMatchObject(notOpened);
    const sameKey = createSealedBox({ keys: [{ id: "2026-a", bytes: newer.bytes }], random });
    await expect(sameKey.open(renamed, place)).rejects.toMatchObject(notOpened);
  });
});

describe("what does not open", () => {
  test.each([
    "",
    "plain",
    "v1",
    "v1.2026-b.",
    "v1.2026-b.AAAA",
    "v2.2026-b.AAAA",
    "v1..AAAA",
    "v1.2026-b.한글",
  ])("%j is refused with a sentence that tells nothing", async (sealed) => {
    const error = await box.open(sealed, place).catch((caught) => caught);
    expect(error).toMatchObject({ ...notOpened, message: "A sealed value does not open", detail: undefined });
  });

  test("bytes that are no text do not open as one", async () => {
    const sealed = await box.seal(Uint8Array.of(0xff), place);
    await expect(box.open(sealed, place)).rejects.toMatchObject(notOpened);
  });

  test("the log learns where it stands and why, and nothing of the content", async () => {
    const sealed = await box.seal("kim@tov.or.kr", place);
    const error = await box.open(sealed, { ...place, id: "other" }).catch((caught) => caught);
    expect(error.cause).toMatchObject({ ...place, id: "other", reason: "changed, or of another place" });
    expect(JSON.stringify(error.cause)).not.toContain(sealed.slice(20));
  });
});

test("a box without keys throws for everything, and names the setting to the log", async () => {
  const none = createSealedBox({ keys: [], random });
  const misconfigured = { kind: { id: "vendor-misconfigured" }, cause: "SEALING_KEYS" };
  await expect(none.seal("x", place)).rejects.toMatchObject(misconfigured);
  await expect(none.open("v1.a.AAAA", place)).rejects.toMatchObject(misconfigured);
  await expect(none.openBytes("v1.a.AAAA", place)).rejects.toMatchObject(misconfigured);
  expect(() => none.isCurrent("v1.a.AAAA")).toThrow("A service is not set up correctly");
  expect(() => none.currentPrefix).toThrow("A service is not set up correctly");
  expect(() => none.currentKey).toThrow("A service is not set up correctly");
});
