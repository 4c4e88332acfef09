/**
 * Stands in for the package `iconv-lite` inside mysql2 (`[alias]` in wrangler.toml): its tables of old encodings are
 * half of mysql2's size, and a connection that says utf8mb4 needs none of them.
 */
export function getDecoder(encoding: string) {
  checkEncoding(encoding);
  return { write: (bytes: Buffer) => bytes.toString("utf8"), end: () => "" };
}

export function getEncoder(encoding: string) {
  checkEncoding(encoding);
  return { write: (text: string) => Buffer.from(text, "utf8"), end: () => undefined };
}

/**
 * mysql2 decodes UTF-8, Latin-1 and ASCII without asking. CESU-8 is what it reads the server's greeting in: the same
 * as UTF-8 for all but emoji, and no version of a server has those in its name.
 */
function checkEncoding(encoding: string): void {
  if (encoding === "cesu8") return;
  throw new Error(`The character set ${encoding} is not supported; convert the column to utf8mb4.`);
}
