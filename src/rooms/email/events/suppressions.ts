import { actorOf, type Caller } from "../../../kit/caller.ts";
import type { World } from "../../../kit/world.ts";
import type { Database } from "../../../platform/database/port.ts";
import type { Audit } from "../../security/service.ts";
import { digestOf } from "../address.ts";
import { suppressionNotFound } from "../problems.ts";
import { type Suppression, suppressionReason } from "./schema.ts";
import type { Position, SuppressionRow, SuppressionStore } from "./suppression-store.ts";

export interface SuppressionParts {
  store: SuppressionStore;
  database: Database;
  audit: Pick<Audit, "record">;
  world: World;
}

/** Addresses that are not written to. */
export function createSuppressions({ store, database, audit, world }: SuppressionParts) {
  const told = (caller: Caller, verb: string, row: SuppressionRow) => ({
    actor: actorOf(caller),
    action: `email-suppression.${verb}`,
    subject: { kind: "email-suppression", id: idOf(row.digest) },
  });

  return {
    /** The newest first. */
    async list(
      reason: string | null,
      limit: number,
      after: Position | null,
    ): Promise<{ items: Suppression[]; next: Position | null }> {
      const rows = await store.list(reason, limit, after);
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return {
        items: rows.map(toSuppression),
        next: last ? { createdAt: last.created_at, digest: last.digest } : null,
      };
    },

    /** Advertisements that wait for the address are not sent. Twice is once; what a vendor said of it stays. */
    async add(caller: Caller, address: string): Promise<Suppression> {
      const [digest, now] = [await digestOf(address), world.now()];
      const row = { digest, address, reason: "staff", source: actorOf(caller), created_at: now };
      const made = await database.attempt([
        store.insert(row),
        store.withholdAdvertisements(digest, now),
        audit.record({ ...told(caller, "add", row), before: null, after: factsOf(row) }),
      ]);
      return toSuppression(made ? row : ((await store.find(digest)) ?? row));
    },

    /** @throws `email-suppression-not-found` */
    async lift(caller: Caller, id: string): Promise<Suppression> {
      const row = await store.findByStart(id.toLowerCase().replaceAll("-", ""));
      if (!row) throw suppressionNotFound();
      const lifted = await database.attempt([
        store.remove(row),
        audit.record({ ...told(caller, "lift", row), before: factsOf(row), after: null }),
      ]);
      if (!lifted) throw suppressionNotFound();
      return toSuppression(row);
    },
  };
}

export type Suppressions = ReturnType<typeof createSuppressions>;

/** The first half of the digest in the shape of an id, which nothing masks. */
function idOf(digest: string): string {
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const factsOf = ({ address, reason, source }: SuppressionRow) => ({ email: address, reason, source });

function toSuppression({ digest, address, reason, source, created_at }: SuppressionRow): Suppression {
  return {
    ...{ id: idOf(digest), address, reason: suppressionReason.parse(reason) },
    ...{ source, createdAt: created_at },
  };
}
