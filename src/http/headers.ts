import type { CacheRule } from "./route.ts";

/**
 * What browsers are told about an answer. `api`: data, nothing may run or embed it. `file`: people's files, which any
 * site may show and none may run. `page`: our own pages. `reference`: the API reference, whose library styles itself.
 * `letter`: e-mails to be looked at, which style themselves, run nothing and fetch nothing.
 */
export type HeaderProfile = "api" | "file" | "page" | "reference" | "letter";

/** What pages may load besides our own origin; the open drivers say it. */
export interface Sources {
  connect: readonly string[];
  image: readonly string[];
}

const everywhere = {
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "strict-origin-when-cross-origin",
};

const cacheControl: Record<Exclude<CacheRule, "own">, string> = {
  "no-store": "no-store",
  revalidate: "private, no-cache",
};

interface Declared {
  headers: HeaderProfile;
  cache: CacheRule;
}

interface Page {
  nonce: string;
  sources: Sources;
}

type HeaderRecord = Readonly<Record<string, string>>;

const kept = new Map<string, HeaderRecord>();

/** The headers that a route has declared. What has no nonce is put together once. */
export function declaredHeaders(declared: Declared, page: Page): HeaderRecord {
  if (page.nonce !== "") return makeHeaders(declared, page);
  const name = `${declared.headers} ${declared.cache}`;
  const headers = kept.get(name) ?? makeHeaders(declared, page);
  kept.set(name, headers);
  return headers;
}

function makeHeaders(declared: Declared, page: Page): HeaderRecord {
  return {
    ...everywhere,
    "Content-Security-Policy": contentSecurityPolicy(declared.headers, page.nonce, page.sources),
    "Cross-Origin-Resource-Policy": declared.headers === "file" ? "cross-origin" : "same-origin",
    ...(declared.cache !== "own" && { "Cache-Control": cacheControl[declared.cache] }),
  };
}

function contentSecurityPolicy(profile: HeaderProfile, nonce: string, sources: Sources): string {
  if (profile === "api") return "default-src 'none'; frame-ancestors 'none'";
  if (profile === "file") return "default-src 'none'; sandbox; frame-ancestors 'none'";
  if (profile === "letter")
    return "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
  const styles = profile === "reference" ? "'self' 'unsafe-inline'" : "'self'";
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src ${styles}`,
    `img-src 'self' data: blob: ${sources.image.join(" ")}`.trim(),
    `connect-src 'self' ${sources.connect.join(" ")}`.trim(),
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
