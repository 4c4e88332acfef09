import type { Step } from "../../platform/database/port.ts";
import type { Audit } from "../security/service.ts";
import type { FileRow } from "./store.ts";

/** Tells the audit log of a file that is changed, in the batch that changes it. Visitors, who have no key, are no staff. */
export function createTrail(audit: Pick<Audit, "record">) {
  return (actor: string | null, action: string, row: FileRow, changes: Partial<FileRow>): Step[] => {
    if (actor === null) return [];
    const { name_folded: _, ...before } = row;
    const { name_folded: __, ...changed } = changes;
    const subject = { kind: "file", id: row.id };
    return [audit.record({ actor, action, subject, before, after: { ...before, ...changed } })];
  };
}
