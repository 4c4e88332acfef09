import { bytesOf, toHex } from "./encoding.ts";

/** SHA-256 (FIPS 180-4) as 64 hexadecimal digits; a text counts as its UTF-8 bytes. */
export async function sha256(data: string | ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(await crypto.subtle.digest("SHA-256", typeof data === "string" ? bytesOf(data) : data));
}

/** A UUID (RFC 9562, section 5.8) that follows from a text: what is made twice for the same reason has the same id. */
export async function uuidOf(text: string): Promise<string> {
  const hash = await sha256(text);
  const variant = "89ab"[Number.parseInt(hash[16] ?? "0", 16) % 4];
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** HMAC-SHA-256 (RFC 2104) of a text as 64 hexadecimal digits. */
export async function hmacSha256(key: string, text: string): Promise<string> {
  const imported = await crypto.subtle.importKey(
    "raw",
    bytesOf(key),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return toHex(await crypto.subtle.sign("HMAC", imported, bytesOf(text)));
}
