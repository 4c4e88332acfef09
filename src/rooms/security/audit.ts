import { mask } from "../../kit/mask.ts";
import { maskText } from "../../kit/mask-text.ts";
import type { World } from "../../kit/world.ts";
import type { Step } from "../../platform/database/port.ts";
import type { AuditStore } from "./audit-store.ts";
import type { AuditEntry, AuditFilter } from "./schema.ts";

/** What somebody did to something. */
export interface Action {
  /** The caller's id. */
  actor: string;
  /** `<what>.<verb>`, such as `file.delete`. */
  action: string;
  /** What it was done to: `{ kind: "file", id }`. */
  subject: { kind: string; id: string };
  /** As it was, by field; null for what was not there. */
  before: object | null;
  /** As it is now; null for what is no more. */
  after: object | null;
}

/** The audit log. What is personal is masked and what is secret left out, because entries are never changed or deleted. */
export function createAudit(deps: { store: AuditStore; world: World; requestId: () => string | null }) {
  const { store, world, requestId } = deps;
  return {
    /** For the same `atomically` as the change: neither is ever without the other. Of the fields, those that changed are kept. */
    record({ actor, action, subject, before, after }: Action): Step {
      return store.insert({
        id: world.newId(),
        at: world.now(),
        actor,
        action,
        subject: { kind: subject.kind, id: maskText(subject.id) },
        before: changedFields(before, after),
        after: changedFields(after, before),
        requestId: requestId(),
      });
    },

    /** Newest first. */
    list: (filter: AuditFilter, limit: number, after: string | null): Promise<AuditEntry[]> =>
      store.list(filter, limit, after),
  };
}

export type Audit = ReturnType<typeof createAudit>;

/** The fields whose values are others than in `other`, masked; null when there are none to keep. */
function changedFields(fields: object | null, other: object | null): Record<string, unknown> | null {
  const compared = new Map<string, unknown>(Object.entries(other ?? {}));
  const changed = Object.entries(fields ?? {}).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(compared.get(name)),
  );
  const kept = mask(Object.fromEntries(changed)) as Record<string, unknown>;
  return Object.keys(kept).length > 0 ? kept : null;
}
