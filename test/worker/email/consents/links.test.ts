import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { createConsentLinks } from "../../../../src/rooms/email/consents/links.ts";
import { linkInvalid } from "../../../../src/rooms/email/problems.ts";

const id = "01995b1e-7c3a-7000-8000-00000000000a";
const links = createConsentLinks({ pseudonymKey: "0123456789abcdef", origin: "https://tov.or.kr" });
const tokenOf = async (of = id, from = links) => (await from.unsubscribeUrl(of)).split("/").at(-1)!;
const refusal = (token: string) =>
  links.consentOf(token).then(
    (found) => found,
    (error: unknown) => linkInvalid.matches(error) || error,
  );

describe("a link to withdraw", () => {
  it("names the consent and no address, leads to our own pages, and is the same for ever", async () => {
    const url = await links.unsubscribeUrl(id);
    expect(url).toMatch(/^https:\/\/tov\.or\.kr\/email\/unsubscribe\/[0-9a-f-]{36}\.[\w-]{43}$/);
    expect(await links.unsubscribeUrl(id)).toBe(url);
    expect(await links.consentOf(await tokenOf())).toBe(id);
    expect(await links.preferencesUrl(id, "http://localhost")).toBe(
      `http://localhost/email/preferences/${await tokenOf()}`,
    );
  });

  it("stands in the headers that mail programs look for (RFC 8058)", async () => {
    expect(await links.listUnsubscribeHeaders(id)).toEqual({
      "List-Unsubscribe": `<${await links.unsubscribeUrl(id)}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    });
  });

  test("cut off anywhere, or with any other letter, opens nothing", async () => {
    const token = await tokenOf();
    for (let length = 0; length < token.length; length++)
      expect(await refusal(token.slice(0, length))).toBe(true);
    const letters = "0123456789abcdefABCDEFxyzXYZ-_.";
    const forged = fc.tuple(fc.nat(token.length - 1), fc.constantFrom(...letters));
    await fc.assert(
      fc.asyncProperty(forged, async ([at, letter]) => {
        fc.pre(token[at] !== letter);
        expect(await refusal(token.slice(0, at) + letter + token.slice(at + 1))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("with a last letter that decodes to the same bytes opens nothing", async () => {
    const token = await tokenOf();
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const opened = await Promise.all(
      [...letters].map(async (letter) => (await refusal(token.slice(0, -1) + letter)) === id),
    );
    expect(opened.filter(Boolean)).toHaveLength(1);
  });

  test("of another consent, or signed with another key, opens nothing", async () => {
    const other = "01995b1e-7c3a-7000-8000-00000000000b";
    const [, signature] = (await tokenOf()).split(".");
    expect(await refusal(`${other}.${signature}`)).toBe(true);
    const stranger = createConsentLinks({ pseudonymKey: "another secret 0", origin: "https://tov.or.kr" });
    expect(await refusal(await tokenOf(id, stranger))).toBe(true);
  });

  test("is not made without a secret, or an origin", async () => {
    const keyless = createConsentLinks({ pseudonymKey: null, origin: "https://tov.or.kr" });
    await expect(keyless.unsubscribeUrl(id)).rejects.toMatchObject({ kind: { id: "vendor-misconfigured" } });
    const homeless = createConsentLinks({ pseudonymKey: "0123456789abcdef", origin: null });
    await expect(homeless.unsubscribeUrl(id)).rejects.toMatchObject({ cause: "PUBLIC_ORIGIN" });
  });
});
