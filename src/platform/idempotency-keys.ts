import * as z from "zod";
import type { World } from "../kit/world.ts";
import type { Database } from "./database/port.ts";
import { insertIgnoring } from "./database/upsert.ts";

/** An answer as it is kept for a repeated key; `made` stands instead of a body that must not be kept. */
interface KeptAnswer {
  fingerprint: string;
  status: number;
  headers: Record<string, string>;
  body: string | null;
  made: string | null;
}

/** How long a running request keeps its key to itself, in milliseconds; afterwards it counts as crashed. */
const LEASE = 60_000;
/** How long an answer is kept, in milliseconds. */
const KEPT = 24 * 60 * 60 * 1000;

const headersText = z.record(z.string(), z.string());

type Claim =
  | { state: "claimed"; claim: number }
  | { state: "running" }
  | { state: "done"; answer: KeptAnswer };

/** Keeps idempotency keys in the database; implements the HTTP layer's `IdempotencyStore`. */
export function createIdempotencyKeys(database: Database, world: World) {
  const table = () => database.query;

  async function takeOver(id: string, version: number): Promise<Claim> {
    const now = world.now();
    const claim = table()
      .updateTable("idempotency_keys")
      .set({
        state: "running",
        fingerprint: "",
        lease_until: now + LEASE,
        expires_at: now + KEPT,
        version: version + 1,
      })
      .where("id", "=", id)
      .where("version", "=", version);
    const { changed } = await database.run(claim);
    return changed === 1 ? { state: "claimed", claim: version + 1 } : { state: "running" };
  }

  return {
    async begin(id: string): Promise<Claim> {
      const now = world.now();
      const fresh = {
        id,
        fingerprint: "",
        state: "running",
        lease_until: now + LEASE,
        expires_at: now + KEPT,
        status: null,
        headers: null,
        body: null,
        resource: null,
        version: 1,
      };
      const inserted = await database.run(insertIgnoring(database, "idempotency_keys", fresh));
      if (inserted.changed === 1) return { state: "claimed", claim: fresh.version };
      const row = await database.first(
        table().selectFrom("idempotency_keys").selectAll().where("id", "=", id),
      );
      if (!row) return { state: "running" };
      const over = row.state === "done" ? row.expires_at <= now : row.lease_until <= now;
      if (over) return takeOver(id, row.version);
      if (row.state === "running") return { state: "running" };
      const { fingerprint, status, headers, body, resource } = row;
      const kept = { fingerprint, status: status ?? 200, body, made: resource };
      return { state: "done", answer: { ...kept, headers: headersText.parse(JSON.parse(headers ?? "{}")) } };
    },

    /** A claim that has been taken over meanwhile changes nothing. */
    async finish(id: string, claim: number, answer: KeptAnswer): Promise<void> {
      const { fingerprint, status, headers, body, made } = answer;
      const done = table()
        .updateTable("idempotency_keys")
        .set({
          state: "done",
          fingerprint,
          status,
          headers: JSON.stringify(headers),
          body,
          resource: made,
          expires_at: world.now() + KEPT,
          version: claim + 1,
        })
        .where("id", "=", id)
        .where("version", "=", claim);
      await database.run(done);
    },

    async release(id: string, claim: number): Promise<void> {
      await database.run(
        table().deleteFrom("idempotency_keys").where("id", "=", id).where("version", "=", claim),
      );
    },

    /** Forgets keys that have expired. Answers how many. */
    async sweep(): Promise<{ forgotten: number }> {
      const expired = table().deleteFrom("idempotency_keys").where("expires_at", "<=", world.now());
      return { forgotten: (await database.run(expired)).changed };
    },
  };
}
