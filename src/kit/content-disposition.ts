/**
 * The value of a Content-Disposition header (RFC 6266) that carries any file name: `filename*` has it in UTF-8
 * (RFC 8187), `filename` is what is left of it for clients from before 2011.
 */
export function contentDisposition(filename: string, type: "attachment" | "inline"): string {
  const ascii = filename.replace(/[^\x20-\x7e]/g, "_").replace(/["\\%]/g, "_");
  return `${type}; filename="${ascii}"; filename*=UTF-8''${encodeExtended(filename)}`;
}

/** Percent-encodes all but the attr-char of RFC 8187, section 3.2.1; a lone surrogate becomes U+FFFD. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
