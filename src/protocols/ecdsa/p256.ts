import { toRawSignature } from "./der.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const curve = { name: "ECDSA", namedCurve: "P-256" };

/** How every key begins: a SubjectPublicKeyInfo for a point on P-256 (RFC 5480, section 2), uncompressed. */
const head = [
  ...[0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
  ...[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04],
];
const COORDINATE = 32;

/** Whether it is written as a public key of P-256 is; that its point lies on the curve only `importPublicKey` finds out. */
export function isPublicKey(spki: Uint8Array): boolean {
  return spki.length === head.length + 2 * COORDINATE && head.every((byte, index) => spki[index] === byte);
}

/** @throws DataError for what is no key of P-256 */
export function importPublicKey(spki: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("spki", spki, curve, false, ["verify"]);
}

/** Whether the owner of the key signed the message: ECDSA with SHA-256 (FIPS 186-5, section 6), the signature in DER. */
export async function isSignature(key: CryptoKey, der: Uint8Array, message: Bytes): Promise<boolean> {
  const raw = toRawSignature(der, COORDINATE);
  return raw !== null && crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw, message);
}
