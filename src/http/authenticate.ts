import { anonymous, type Caller, may, type Scope } from "../kit/caller.ts";
import { forbidden, unauthenticated } from "./problems.ts";

/** Finds out who holds a bearer token; null when nobody does. */
export type Authenticator = (token: string) => Promise<Caller | null>;

/** What a route says of who may call it: anyone, or the holder of a scope. */
export type CallerRule = "anyone" | Scope;

/**
 * The caller of a request (RFC 6750, section 2.1).
 * @throws `http-unauthenticated` for a token that nobody holds, even where anyone may call: a wrong key should not go unnoticed.
 */
export async function authenticate(request: Request, authenticator: Authenticator): Promise<Caller> {
  const header = request.headers.get("authorization");
  if (header === null) return anonymous;
  const token = /^Bearer +([\w~+/.-]+=*) *$/i.exec(header)?.[1];
  const caller = token === undefined ? null : await authenticator(token);
  if (caller === null)
    throw unauthenticated({ headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' } });
  return caller;
}

/** @throws `http-unauthenticated` without a key, `http-forbidden` with one that lacks the scope. */
export function requireScope(caller: Caller, rule: CallerRule): void {
  if (rule === "anyone" || may(caller, rule)) return;
  if (caller.id === null) throw unauthenticated({ headers: { "WWW-Authenticate": "Bearer" } });
  throw forbidden({
    detail: { ko: `이 작업에는 ${rule} 권한이 필요합니다.`, en: `This needs the scope ${rule}.` },
  });
}
