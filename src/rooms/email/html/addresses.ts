/** A variable that is the whole of an address. */
const wholeVariable = /^\{\{\s*[A-Za-z][A-Za-z0-9]*\s*\}\}$/;

/** Where a link leads, as it may stand: https, mailto, tel, or one variable; null for all else. */
export function readAddress(address: string): string | null {
  if (wholeVariable.test(address)) return address;
  if (address.includes("{{")) return null;
  if (/^mailto:[^\s"'<>\\]{3,500}$/i.test(address)) return address;
  if (/^tel:\+?[\d-]{3,20}$/i.test(address)) return address;
  return webAddress(address);
}

/** Pictures come from the web alone: what stands in a `data:` address is shown by few mail programs, and is looked through by none. */
export function isAllowedImage(address: string): boolean {
  return webAddress(address) !== null && !address.includes("{{");
}

/** Not http, which others on the way can change; no name before the host, which hides the host. */
function webAddress(address: string): string | null {
  const url = address.length <= 2000 ? URL.parse(address) : null;
  return url?.protocol === "https:" && !url.username && !url.password ? url.href : null;
}
