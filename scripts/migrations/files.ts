import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { splitStatements } from "./statements.ts";

/** One file of `migrations/mysql`. */
export interface Migration {
  /** `0003_files.sql` */
  readonly name: string;
  /** SHA-256 of the file, hex. */
  readonly checksum: string;
  readonly statements: readonly string[];
}

/** All migrations of a folder in the order of their numbers. */
export function readMigrations(directory: string): Migration[] {
  const names = readdirSync(directory).filter((name) => /^\d{4}_\w+\.sql$/.test(name));
  return names.sort().map((name) => {
    const sql = readFileSync(join(directory, name), "utf8");
    return {
      name,
      checksum: createHash("sha256").update(sql).digest("hex"),
      statements: splitStatements(sql),
    };
  });
}
