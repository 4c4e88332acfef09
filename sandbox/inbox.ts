import type { Language } from "../src/kit/problem.ts";
import { inboxPage, type Mode } from "./inbox/page.ts";

/** Everything comes from the server itself; mails stand in frames with a policy of their own. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Answers `/` with the inbox, in Korean or by `?lang=en` in English; null for every other request. */
export function createInbox(mode: Mode): (request: Request) => Promise<Response | null> {
  return async (request) => {
    const { pathname, searchParams, origin } = new URL(request.url);
    if (pathname !== "/") return null;
    const language: Language = searchParams.get("lang") === "en" ? "en" : "ko";
    return new Response(String(await inboxPage({ language, mode, origin })), {
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": language,
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
      },
    });
  };
}
