import { bytesOf, toHex } from "./encoding.ts";

/** SHA-256 (FIPS 180-4) as 64 hexadecimal digits; a text counts as its UTF-8 bytes. */
export async function sha256(data: string | ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(await crypto.subtle.digest("SHA-256", typeof data === "string" ? bytesOf(data) : data));
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
