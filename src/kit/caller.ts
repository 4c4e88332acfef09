/** What a key may do. `admin` may do everything. */
export const scopes = ["files:read", "files:write", "email:send", "admin"] as const;
export type Scope = (typeof scopes)[number];

/** Who asks: somebody unknown, or the holder of an API key. */
export interface Caller {
  /** The key's id; null for somebody without a key. */
  id: string | null;
  scopes: ReadonlySet<Scope>;
}

export const anonymous: Caller = { id: null, scopes: new Set() };

/** Who did something, for the audit log. */
export function actorOf(caller: Caller): string {
  return caller.id ?? "anyone";
}

/** Whether the caller holds the scope, or `admin`, which holds all. */
export function may(caller: Caller, scope: Scope): boolean {
  return caller.scopes.has(scope) || caller.scopes.has("admin");
}
