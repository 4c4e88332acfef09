import * as z from "zod";
import { type Database, exactlyOne, type Step } from "../../platform/database/port.ts";
import type { ApiKeysTable } from "../../platform/database/schema.ts";
import { type ApiKey, scope } from "./schema.ts";

const scopeList = z.array(scope);

/** Rows of API keys. */
export function createApiKeyStore(database: Database) {
  return {
    insert(key: ApiKey, hash: string): Step {
      const row = {
        id: key.id,
        name: key.name,
        hash,
        scopes: JSON.stringify(key.scopes),
        created_at: key.createdAt,
        expires_at: key.expiresAt,
        revoked_at: key.revokedAt,
      };
      return database.query.insertInto("api_keys").values(row);
    },

    async findByHash(hash: string): Promise<ApiKey | null> {
      const row = await database.first(
        database.query.selectFrom("api_keys").selectAll().where("hash", "=", hash),
      );
      return row ? toApiKey(row) : null;
    },

    async find(id: string): Promise<ApiKey | null> {
      const row = await database.first(
        database.query.selectFrom("api_keys").selectAll().where("id", "=", id),
      );
      return row ? toApiKey(row) : null;
    },

    /** Newest first, from the one after `after` on. */
    async list(limit: number, after: string | null): Promise<ApiKey[]> {
      let query = database.query.selectFrom("api_keys").selectAll().orderBy("id", "desc").limit(limit);
      if (after !== null) query = query.where("id", "<", after);
      return (await database.all(query)).map(toApiKey);
    },

    /** Gives a key another secret, unless there is no such key, or it was revoked. */
    replaceHash(id: string, hash: string): Step {
      const query = database.query.updateTable("api_keys").set({ hash }).where("id", "=", id);
      return exactlyOne(query.where("revoked_at", "is", null));
    },

    /** Revokes a key, unless there is no such key, or it was revoked before. */
    revoke(id: string, at: number): Step {
      const query = database.query.updateTable("api_keys").set({ revoked_at: at }).where("id", "=", id);
      return exactlyOne(query.where("revoked_at", "is", null));
    },
  };
}

export type ApiKeyStore = ReturnType<typeof createApiKeyStore>;

function toApiKey(row: ApiKeysTable): ApiKey {
  return {
    id: row.id,
    name: row.name,
    scopes: scopeList.parse(JSON.parse(row.scopes)),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
