import type { Source } from "./sources.ts";

/** Where the table may be named: its columns, and its rows. */
const schema = "platform/database/schema.ts";
const store = "rooms/security/audit-store.ts";
/** Write to tables that a type lists, and which leaves the audit log out: it has neither a version nor a sealed column. */
const byType = ["rooms/security/sealed-store.ts", "platform/database/update-version.ts"];

/** Ways to change rows, delete them, or write over them. */
const changing =
  /\b(?:updateTable|deleteFrom|mergeInto|replaceInto|orReplace|onConflict|onDuplicateKeyUpdate|insertOrUpdate|insertIgnoring)\b|\bsql\b/;
/** The same, of a table whose name is found out when it runs. */
const changingAny = /\b(?:updateTable|deleteFrom|mergeInto|replaceInto)\((?!"[a-z_]+"\))/;

/** What reaches the audit log by another way than adding to it and reading it, as sentences. */
export function auditFaults(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const faults: string[] = [];
    if (/\baudit_log\b/.test(text) && path !== schema && path !== store)
      faults.push(`${path} names the audit log's table`);
    if (path === store && changing.test(text)) faults.push(`${path} may change or delete entries`);
    if (!byType.includes(path) && changingAny.test(text))
      faults.push(`${path} changes a table that it does not name`);
    return faults;
  });
}

/** What migrations do to entries that are there. */
export function auditMigrationFaults(migrations: readonly Source[]): string[] {
  const harm =
    /\b(?:update|delete\s+from|drop\s+table(?:\s+if\s+exists)?|truncate(?:\s+table)?|replace\s+into)\s+["`]?audit_log\b/i;
  return migrations
    .filter(({ text }) => harm.test(text))
    .map(({ path }) => `${path} changes or deletes entries`);
}
