/** Writes `src/client/operations.ts` from the declarations of the routes, and the package in `dist/client`. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";
import { openApi } from "./client/document.ts";
import { operationsModule } from "./client/operations.ts";
import { root } from "./wrangler.ts";

const generated = "src/client/operations.ts";
const code = "dist/client/client.js";
const types = "dist/client/client.d.ts";

/** The text that `src/client/operations.ts` has to have. */
export async function generateOperations(): Promise<string> {
  const text = operationsModule(await openApi());
  return run("node_modules/@biomejs/biome/bin/biome", ["format", `--stdin-file-path=${generated}`], text);
}

/**
 * Writes `dist/client/client.js`, one module without dependencies, and its declarations, which need no other types;
 * nothing where both are newer than what they are made of.
 */
export async function buildClient(): Promise<void> {
  if (isUpToDate()) return;
  mkdirSync(resolve(root, "dist/client"), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: ["src/client.ts"],
    outfile: resolve(root, code),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
  });
  writeFileSync(resolve(root, types), declarations());
}

function isUpToDate(): boolean {
  const modules = readdirSync(resolve(root, "src/client")).map((name) => `src/client/${name}`);
  const sources = ["src/client.ts", ...modules, "scripts/client.ts", "package-lock.json"];
  return Math.min(...[code, types].map(modifiedAt)) > Math.max(...sources.map(modifiedAt));
}

/** Epoch milliseconds; 0 for what there is not. */
function modifiedAt(path: string): number {
  return statSync(resolve(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** What the compiler declares of each file, as one file: the names are unique, so only the imports have to go, and what is internal. */
function declarations(): string {
  const directory = mkdtempSync(resolve(root, "node_modules/.tov-"));
  try {
    run("node_modules/typescript/bin/tsc", [
      ...["--ignoreConfig", "--declaration", "--emitDeclarationOnly", "--outDir", directory],
      ...["--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2024,dom"],
      ...[
        "--allowImportingTsExtensions",
        "--types",
        "",
        "--strict",
        "--skipLibCheck",
        "--stripInternal",
        "src/client.ts",
      ],
    ]);
    const files = ["client/result", "client/call", "client/operations", "client/upload", "client"];
    return files
      .map((file) => withoutImports(readFileSync(resolve(directory, `${file}.d.ts`), "utf8")))
      .join("");
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function withoutImports(text: string): string {
  return text.replace(/^(?:import|export) [^;]*?from "[^"]+";\n/gm, "").replace(/^export \{\};\n/gm, "");
}

function run(program: string, args: readonly string[], input = ""): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    input,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${program} failed:\n${stdout}${stderr}`);
  return stdout;
}

if (import.meta.main) {
  writeFileSync(resolve(root, generated), await generateOperations());
  await buildClient();
  console.log(`client: ${generated} and dist/client written`);
}
