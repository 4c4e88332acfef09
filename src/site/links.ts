import type { Call } from "../http/call.ts";
import type { Language } from "../kit/problem.ts";

/** An address of ours, which keeps the language if the reader has chosen one. */
export function hrefTo(call: Call, path: string): string {
  return call.url.searchParams.get("lang") === call.language ? `${path}?lang=${call.language}` : path;
}

/** The same page in another language: a query alone, for a path that begins with `//` would name another host. */
export function hrefToLanguage(call: Call, language: Language): string {
  const query = new URLSearchParams(call.url.searchParams);
  query.set("lang", language);
  return `?${query}`;
}
