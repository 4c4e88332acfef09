import { rangeNotSatisfiable } from "./problems.ts";

/** A piece of a representation, in bytes. */
export interface RequestedRange {
  offset: number;
  length: number;
}

/**
 * The one range that a request asks for (RFC 9110, section 14.2); null when it asks for the whole. Several ranges, other
 * units and what is no range are answered with the whole, as the RFC allows; so is a range of another version (If-Range),
 * and every method but GET.
 * @throws `http-range-not-satisfiable`
 */
export function requestedRange(request: Request, size: number, etag: string): RequestedRange | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") ?? "");
  if (!found || (found[1] === "" && found[2] === "") || request.method !== "GET") return null;
  const condition = request.headers.get("if-range");
  if (condition !== null && condition !== etag) return null;
  const first = found[1] === "" ? Math.max(0, size - Number(found[2])) : Number(found[1]);
  const last = found[1] === "" || found[2] === "" ? size - 1 : Math.min(Number(found[2]), size - 1);
  if (first >= size || (found[1] !== "" && found[2] !== "" && Number(found[1]) > Number(found[2]))) {
    throw rangeNotSatisfiable({ headers: { "Content-Range": `bytes */${size}` } });
  }
  return { offset: first, length: last - first + 1 };
}

/** Whether the client has this version already (RFC 9110, section 13.1.2; comparison is weak). */
export function hasVersion(request: Request, etag: string): boolean {
  const known = request.headers.get("if-none-match");
  if (known === null) return false;
  return known.trim() === "*" || known.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
