import { basename } from "node:path";
import type { Source } from "./sources.ts";

/** Lines; a file past it does more than one thing. */
const longest = 250;

/** What only the World may touch. Definitions of a method called `fetch` are none of these. */
const globals: readonly [name: string, use: RegExp][] = [
  ["fetch", /(?:\b(?:await|return)\s+|[=>(,?:&|]\s*)fetch\(|\bglobalThis\.fetch\b/],
  ["Date.now", /\bDate\.now\b|\bnew Date\(\)/],
  ["Math.random", /\bMath\.random\b/],
  ["crypto.getRandomValues", /\bcrypto\.(?:getRandomValues|randomUUID)\b/],
  ["performance.now", /\bperformance\.now\b/],
];

/** The client runs elsewhere, where there is no World, and the sandbox is what a World can be made of. */
const outside = /^(?:platform\/world\.ts|client\.ts|client\/.*|sandbox\/.*)$/;

/** What is wrong with a file besides its imports, as sentences. */
export function houseFaults({ path, text }: Source): string[] {
  const faults: string[] = [];
  const name = basename(path).replace(/\.tsx?$/, "");
  if (/^(?:utils?|helpers?|common|managers?|misc|shared)$/.test(name))
    faults.push(`${path} is named after nothing`);
  if (name === "index" && path !== "index.ts") faults.push(`${path}: only the entry is called index`);
  if (/[^a-z0-9.-]/.test(name)) faults.push(`${path} is not in lower case with hyphens`);
  if (text.split("\n").length > longest && !isGenerated(text))
    faults.push(`${path} has more than ${longest} lines`);
  if (!outside.test(path)) faults.push(...globalFaults(path, text));
  return faults;
}

function isGenerated(text: string): boolean {
  return text.startsWith("// Written by scripts/");
}

function globalFaults(path: string, text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
  return globals.filter(([, use]) => use.test(code)).map(([name]) => `${path} uses ${name} past the World`);
}

/** A vendor has one name in three places: its file, its export, and its place in the fuse box. */
export function driverFaults(sources: readonly Source[]): string[] {
  const fuseBox = sources.find(({ path }) => path === "drivers.ts")?.text ?? "";
  const vendors = sources.filter(({ path }) => /^rooms\/\w+\/drivers\/[\w-]+\.ts$/.test(path));
  return vendors.flatMap(({ path, text }) => {
    const name = basename(path, ".ts").replace(/-./g, (hyphen) => hyphen.charAt(1).toUpperCase());
    const faults: string[] = [];
    if (!text.includes(`export const ${name} = defineDriver<`))
      faults.push(`${path} exports no driver called ${name}`);
    // Two rooms may have drivers of one name, of which the fuse box calls one by another.
    const wired = new RegExp(`import \\{ ${name}(?: as (\\w+))? \\} from "\\./${path}"`).exec(fuseBox);
    if (!wired) faults.push(`${path} is not in the fuse box`);
    const fuse = wired?.[1] ? `${name}: ${wired[1]}` : name;
    if (!new RegExp(`drivers: \\{[^}]*\\b${fuse}\\b`).test(fuseBox)) faults.push(`${name} has no fuse`);
    return faults;
  });
}
