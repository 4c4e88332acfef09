/** What PlanetScale allows, which a MariaDB alone would not mind (planetscale.com/docs, "System limits"). */
export interface Limits {
  /** How long a transaction may stay open, in milliseconds from BEGIN on. */
  transaction: number;
  /** How many rows one statement may answer. */
  rows: number;
}

export const planetscaleLimits: Limits = { transaction: 20_000, rows: 100_000 };

/** What Vitess does not take, or what is MariaDB's own and MySQL 8 would not parse. */
const refusals: readonly [RegExp, string][] = [
  [
    /^(create|drop)\s+(or\s+replace\s+)?(definer\s*=\s*\S+\s+)?(trigger|procedure|function|event)\b/,
    "stored code",
  ],
  [/^call\b/, "stored code"],
  [/^(un)?lock\s+tables?\b/, "LOCK TABLES"],
  [/^(create|drop)\s+(database|schema)\b/, "CREATE DATABASE"],
  [/^load\s+data\b/, "LOAD DATA"],
  [/\bforeign\s+key\b|\breferences\b/, "FOREIGN KEY"],
  [/\bengine\s*=\s*(?!innodb\b)/, "a storage engine other than InnoDB"],
  [/\breturning\b/, "RETURNING, which MySQL 8 lacks"],
  [/^create\s+or\s+replace\b/, "CREATE OR REPLACE, which MySQL 8 lacks"],
  [/^alter\s+table\b.*\bif\s+(not\s+)?exists\b/, "ALTER TABLE … IF EXISTS, which MySQL 8 lacks"],
];

/** What it is about a statement that the real service would refuse; undefined for a good one. */
export function findRefusal(sql: string): string | undefined {
  const bare = withoutComments(withoutTexts(sql)).trim().toLowerCase();
  if (/;\s*\S/.test(bare)) return "several statements in one";
  return refusals.find(([pattern]) => pattern.test(bare))?.[1];
}

/** The first word of a statement, in lower case. */
export function verb(sql: string): string {
  return /^[a-z]+/.exec(withoutComments(sql).trim().toLowerCase())?.[0] ?? "";
}

const withoutTexts = (sql: string) =>
  sql.replace(/'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`/gs, "''");

const withoutComments = (sql: string) =>
  sql.replace(/\/\*.*?\*\/|(?:--\s|#)[^\n]*/gs, " ").replace(/\s+/g, " ");
