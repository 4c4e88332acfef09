import * as z from "zod";
import type { Database, Step } from "../../platform/database/port.ts";
import type { AuditLogTable } from "../../platform/database/schema.ts";
import type { AuditEntry, AuditFilter } from "./schema.ts";

const values = z.record(z.string(), z.unknown());

/** Rows of the audit log: they are added and read, and that is all there is. */
export function createAuditStore(database: Database) {
  return {
    insert: (entry: AuditEntry): Step => database.query.insertInto("audit_log").values(toRow(entry)),

    /** Newest first, from the one after `after` on. */
    async list(filter: AuditFilter, limit: number, after: string | null): Promise<AuditEntry[]> {
      const { actor, action, subjectKind, subjectId } = filter;
      let query = database.query.selectFrom("audit_log").selectAll().orderBy("id", "desc").limit(limit);
      if (actor !== undefined) query = query.where("actor", "=", actor);
      if (action !== undefined) query = query.where("action", "=", action);
      if (subjectKind !== undefined) query = query.where("subject_kind", "=", subjectKind);
      if (subjectId !== undefined) query = query.where("subject_id", "=", subjectId);
      if (after !== null) query = query.where("id", "<", after);
      return (await database.all(query)).map(toEntry);
    },
  };
}

export type AuditStore = ReturnType<typeof createAuditStore>;

function toRow({ id, at, actor, action, subject, before, after, requestId }: AuditEntry): AuditLogTable {
  return {
    id,
    at,
    actor,
    action,
    subject_kind: subject.kind,
    subject_id: subject.id,
    values_before: before && JSON.stringify(before),
    values_after: after && JSON.stringify(after),
    request_id: requestId,
  };
}

function toEntry(row: AuditLogTable): AuditEntry {
  const read = (text: string | null) => (text === null ? null : values.parse(JSON.parse(text)));
  return {
    id: row.id,
    at: row.at,
    actor: row.actor,
    action: row.action,
    subject: { kind: row.subject_kind, id: row.subject_id },
    before: read(row.values_before),
    after: read(row.values_after),
    requestId: row.request_id,
  };
}
