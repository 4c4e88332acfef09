import { hmacSha256 } from "../../../kit/digest.ts";
import { bytesOf, fromBase64Url, toBase64Url } from "../../../kit/encoding.ts";
import { vendorMisconfigured } from "../../../kit/vendor-problem.ts";
import { linkInvalid } from "../problems.ts";

/** Keeps what is signed here apart from whatever else is signed with the house's secret. */
const label = "tov-edge mail consents, links to withdraw, v1";

/**
 * Links by which somebody withdraws without logging in: a consent's id and its HMAC-SHA-256 (RFC 2104), no address. They work
 * for ever, for a newsletter may be read years later (정보통신망법 §50④). With another key they work no more.
 */
export function createConsentLinks(parts: {
  /** The house's secret for pseudonyms; null where there is none. */
  pseudonymKey: string | null;
  /** Where our pages live; null where nobody has said so. */
  origin: string | null;
}) {
  let key: CryptoKey | undefined;

  async function openKey(): Promise<CryptoKey> {
    if (parts.pseudonymKey === null) throw vendorMisconfigured({ cause: "PSEUDONYM_KEY" });
    const derived = bytesOf(await hmacSha256(parts.pseudonymKey, label));
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    key ??= await crypto.subtle.importKey("raw", derived, algorithm, false, ["sign", "verify"]);
    return key;
  }

  async function tokenOf(consentId: string): Promise<string> {
    const signature = await crypto.subtle.sign("HMAC", key ?? (await openKey()), bytesOf(consentId));
    return `${consentId}.${toBase64Url(new Uint8Array(signature))}`;
  }

  /** @throws `vendor-misconfigured` where nobody has said where our pages live */
  function originOr(given: string | undefined): string {
    const origin = given ?? parts.origin;
    if (origin === null) throw vendorMisconfigured({ cause: "PUBLIC_ORIGIN" });
    return origin;
  }

  const unsubscribeUrl = async (consentId: string, origin?: string) =>
    `${originOr(origin)}/email/unsubscribe/${await tokenOf(consentId)}`;

  return {
    /** Where a consent is withdrawn. @throws `vendor-misconfigured` without PSEUDONYM_KEY or PUBLIC_ORIGIN */
    unsubscribeUrl,

    /** Where all of a person's consents are seen and changed. @throws as `unsubscribeUrl` */
    preferencesUrl: async (consentId: string, origin?: string) =>
      `${originOr(origin)}/email/preferences/${await tokenOf(consentId)}`,

    /** Where a consent is confirmed with the token that was mailed. @throws `vendor-misconfigured` without PUBLIC_ORIGIN */
    confirmUrl: (token: string, origin?: string) => `${originOr(origin)}/email/confirm?token=${token}`,

    /** The headers of an advertisement (RFC 2369, section 3.2; RFC 8058, section 3.1). @throws as `unsubscribeUrl` */
    listUnsubscribeHeaders: async (consentId: string): Promise<Record<string, string>> => ({
      "List-Unsubscribe": `<${await unsubscribeUrl(consentId)}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }),

    /** The consent that a link is about, checked in constant time. @throws `email-link-invalid` for what is not ours */
    async consentOf(token: string): Promise<string> {
      const [, id, text] = /^([0-9a-f-]{36})\.([\w-]{43})$/.exec(token) ?? [];
      const signature = text === undefined ? null : fromBase64Url(text);
      // The last letter has bits to spare: only one spelling of a signature counts.
      if (id === undefined || signature === null || toBase64Url(signature) !== text) throw linkInvalid();
      const valid = await crypto.subtle.verify("HMAC", key ?? (await openKey()), signature, bytesOf(id));
      if (!valid) throw linkInvalid();
      return id;
    },
  };
}

export type ConsentLinks = ReturnType<typeof createConsentLinks>;
