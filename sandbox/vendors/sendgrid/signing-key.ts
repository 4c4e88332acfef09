import { bytesOf } from "../../../src/kit/encoding.ts";
import { perAccount } from "../../account.ts";

const curve = { name: "ECDSA", namedCurve: "P-256" };

/** The key pair with which SendGrid signs the webhooks of an account; made when it is first asked for. */
export const signingKeyOf = perAccount(createSigningKey);

function createSigningKey() {
  const pair = crypto.subtle.generateKey(curve, true, ["sign", "verify"]) as Promise<CryptoKeyPair>;
  return {
    /** base64 of the DER SubjectPublicKeyInfo, without PEM armour. */
    async publicKey(): Promise<string> {
      const { publicKey } = await pair;
      return base64(new Uint8Array((await crypto.subtle.exportKey("spki", publicKey)) as ArrayBuffer));
    },
    /** base64 of an ASN.1 DER signature over the timestamp and the raw body, with nothing between them. */
    async sign(timestamp: string, body: string): Promise<string> {
      const { privateKey } = await pair;
      const signature = await crypto.subtle.sign(
        { name: "ECDSA", hash: "SHA-256" },
        privateKey,
        bytesOf(timestamp + body),
      );
      return base64(derOf(new Uint8Array(signature)));
    },
  };
}

/** WebCrypto gives r and s of 32 bytes each; DER is a SEQUENCE of two INTEGERs (RFC 3279, section 2.2.3). */
export function derOf(signature: Uint8Array): Uint8Array {
  const integers = [integer(signature.slice(0, 32)), integer(signature.slice(32))].flat();
  return Uint8Array.from([0x30, integers.length, ...integers]);
}

/** No leading zeros, but one where the number would else be negative. */
function integer(bytes: Uint8Array): number[] {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? [0] : [...bytes.slice(first)];
  const positive = (digits[0] ?? 0) > 0x7f ? [0, ...digits] : digits;
  return [0x02, positive.length, ...positive];
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
