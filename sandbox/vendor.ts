import type { Hono } from "hono";
import type { Text } from "../src/kit/problem.ts";
import type { Desk } from "./account.ts";

/** An app that speaks a vendor's wire format. */
export type VendorApp = Hono<{ Bindings: Desk }>;

/** One vendor: where it answers, what it is called, and how it says no. */
export interface Vendor {
  readonly name: string;
  /** Every one of them leads to the same accounts. */
  readonly hosts: readonly string[];
  readonly label: Text;
  readonly app: VendorApp;
  /** What it can be told to do besides, at `/_sandbox/<name>/…?key=`. */
  readonly control?: VendorApp;
  /** The secret that a request carries, wherever this vendor wants it. */
  keyOf(request: Request): string | null;
  readonly refusals: Refusals;
}

/** The vendor's own words for four kinds of no. */
export interface Refusals {
  /** 401 */
  deny(): Response;
  /** Another 4xx: understood and turned down. */
  refuse(): Response;
  /** 429, without Retry-After. */
  tooMany(): Response;
  /** 5xx */
  broken(): Response;
}

/** The token of `Authorization: Bearer …` (RFC 6750, section 2.1). */
export function bearerKey(request: Request): string | null {
  return /^Bearer +(\S+)$/i.exec(request.headers.get("Authorization") ?? "")?.[1] ?? null;
}
