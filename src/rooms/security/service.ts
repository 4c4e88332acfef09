import type { Caller, Scope } from "../../kit/caller.ts";
import { sha256 } from "../../kit/digest.ts";
import { toBase64Url } from "../../kit/encoding.ts";
import type { World } from "../../kit/world.ts";
import type { ApiKey, NewApiKey } from "./schema.ts";
import type { ApiKeyStore } from "./store.ts";

/** Bytes of randomness in a key: more than anyone can guess, so a fast hash protects it. */
const KEY_BYTES = 32;

/** API keys: who may do what. */
export function createSecurityService(deps: {
  store: ApiKeyStore;
  world: World;
  adminApiKey: string | null;
}) {
  const { store, world } = deps;
  const adminHash = deps.adminApiKey === null ? null : sha256(deps.adminApiKey);

  const newKey = () => `tov_${toBase64Url(world.random(KEY_BYTES))}`;

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
    async issueApiKey(input: NewApiKey): Promise<ApiKey & { key: string }> {
      const key = newKey();
      const { name, scopes, expiresAt = null } = input;
      const issued = { id: world.newId(), name, scopes, createdAt: world.now(), expiresAt, revokedAt: null };
      await store.insert(issued, await sha256(key));
      return { ...issued, key };
    },

    /** A new secret for a key whose first one was never seen, because the answer was lost. Null when there is no such key. */
    async reissueApiKey(id: string): Promise<(ApiKey & { key: string }) | null> {
      const key = newKey();
      const replaced = await store.replaceHash(id, await sha256(key));
      const found = replaced ? await store.find(id) : null;
      return found && { ...found, key };
    },

    listApiKeys: (limit: number, after: string | null): Promise<ApiKey[]> => store.list(limit, after),

    /** Null when there is no such key. Revoking twice is harmless. */
    async revokeApiKey(id: string): Promise<ApiKey | null> {
      await store.revoke(id, world.now());
      return store.find(id);
    },
  };
}

export type SecurityService = ReturnType<typeof createSecurityService>;
