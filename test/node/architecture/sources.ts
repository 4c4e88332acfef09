import { globSync, readFileSync } from "node:fs";
import { dirname, normalize, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../..");

/** A file of `src/`, by its path there; a file of the sandbox by its path in the repository, `sandbox/…`. */
export interface Source {
  path: string;
  text: string;
}

export interface Import {
  /** A path in `src/`, or from the sandbox `src/…`, or the name of a package. */
  target: string;
  /** Gone before anything runs. */
  typeOnly: boolean;
}

export function readSources(): Source[] {
  return [...readFiles("src", "**/*.{ts,tsx}"), ...readFiles(".", "sandbox/**/*.{ts,tsx}")];
}

/** The files of `migrations/`, both dialects. */
export function readMigrationFiles(): Source[] {
  return readFiles("migrations", "*/*.sql");
}

function readFiles(folder: string, pattern: string): Source[] {
  const paths = globSync(pattern, { cwd: resolve(root, folder) }).sort();
  return paths.map((path) => ({ path, text: readFileSync(resolve(root, folder, path), "utf8") }));
}

const declaration = /^(?:import|export)\s+(type\b)?(?:([\w\s{},*$]*?)\s*\bfrom\s+)?"([^"]+)"/gm;
const dynamic = /\bimport\(\s*"([^"]+)"\s*\)/g;

/** Everything that a file imports or hands on. */
export function importsOf({ path, text }: Source): Import[] {
  const resolved = (target: string) =>
    target.startsWith(".") ? normalize(`${dirname(path)}/${target}`) : target;
  const declared = [...text.matchAll(declaration)].map(([, type, names = "", target = ""]) => ({
    target: resolved(target),
    typeOnly: type !== undefined || onlyTypes(names),
  }));
  const loaded = [...text.matchAll(dynamic)].map(([, target = ""]) => ({
    target: resolved(target),
    typeOnly: false,
  }));
  return [...declared, ...loaded];
}

/** `{ type A, type B }` leaves nothing behind either. */
function onlyTypes(names: string): boolean {
  const listed = /^\{(.*)\}$/s
    .exec(names.trim())?.[1]
    ?.split(",")
    .filter((name) => name.trim() !== "");
  return listed !== undefined && listed.length > 0 && listed.every((name) => /^\s*type\s/.test(name));
}
