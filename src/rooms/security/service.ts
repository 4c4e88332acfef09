import { actorOf, type Caller, type Scope } from "../../kit/caller.ts";
import { sha256 } from "../../kit/digest.ts";
import { toBase64Url } from "../../kit/encoding.ts";
import type { World } from "../../kit/world.ts";
import type { Database } from "../../platform/database/port.ts";
import type { Action, Audit } from "./audit.ts";
import type { ApiKey, NewApiKey } from "./schema.ts";
import type { ApiKeyStore } from "./store.ts";

export type { Audit } from "./audit.ts";

/** Bytes of randomness in a key: more than anyone can guess, so a fast hash protects it. */
const KEY_BYTES = 32;

/** API keys: who may do what; and what staff did. */
export function createSecurityService(deps: {
  store: ApiKeyStore;
  audit: Audit;
  database: Database;
  world: World;
  adminApiKey: string | null;
}) {
  const { store, audit, database, world } = deps;
  const adminHash = deps.adminApiKey === null ? null : sha256(deps.adminApiKey);

  const newKey = () => `tov_${toBase64Url(world.random(KEY_BYTES))}`;

  /** What the log is told of a key; its secret and the digest of that are no part of an `ApiKey`. */
  const told = (caller: Caller, action: string, before: ApiKey | null, after: ApiKey): Action => ({
    actor: actorOf(caller),
    action,
    subject: { kind: "api-key", id: after.id },
    before,
    after,
  });

  return {
    /** Who holds the key now; null for a wrong, expired or revoked one. Digests are compared, so timing tells nothing of a key. */
    async authenticate(key: string): Promise<Caller | null> {
      const hash = await sha256(key);
      if (hash === (await adminHash)) return { id: "admin", scopes: new Set<Scope>(["admin"]) };
      if (!key.startsWith("tov_")) return null;
      const found = await store.findByHash(hash);
      if (!found || found.revokedAt !== null) return null;
      if (found.expiresAt !== null && found.expiresAt <= world.now()) return null;
      return { id: found.id, scopes: new Set(found.scopes) };
    },

    /** The key is returned this once; only its hash is kept. */
    async issueApiKey(caller: Caller, input: NewApiKey): Promise<ApiKey & { key: string }> {
      const key = newKey();
      const { name, scopes, expiresAt = null } = input;
      const issued = { id: world.newId(), name, scopes, createdAt: world.now(), expiresAt, revokedAt: null };
      const entry = audit.record(told(caller, "api-key.issue", null, issued));
      await database.atomically([store.insert(issued, await sha256(key)), entry]);
      return { ...issued, key };
    },

    /** A new secret for a key whose first one was never seen, because the answer was lost. Null when there is no such key. */
    async reissueApiKey(caller: Caller, id: string): Promise<(ApiKey & { key: string }) | null> {
      const found = await store.find(id);
      if (!found || found.revokedAt !== null) return null;
      const key = newKey();
      const entry = audit.record(told(caller, "api-key.reissue", found, found));
      const replaced = await database.attempt([store.replaceHash(id, await sha256(key)), entry]);
      return replaced ? { ...found, key } : null;
    },

    listApiKeys: (limit: number, after: string | null): Promise<ApiKey[]> => store.list(limit, after),

    /** Null when there is no such key. Revoking twice is harmless. */
    async revokeApiKey(caller: Caller, id: string): Promise<ApiKey | null> {
      const found = await store.find(id);
      if (!found || found.revokedAt !== null) return found;
      const revoked = { ...found, revokedAt: world.now() };
      const entry = audit.record(told(caller, "api-key.revoke", found, revoked));
      const done = await database.attempt([store.revoke(id, revoked.revokedAt), entry]);
      return done ? revoked : store.find(id);
    },

    listAuditLog: audit.list,
  };
}

export type SecurityService = ReturnType<typeof createSecurityService>;
