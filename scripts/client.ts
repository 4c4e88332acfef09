/** Writes `src/client/operations.ts` from the declarations of the routes, and the package in `dist/client`. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";
import { openApi } from "./client/document.ts";
import { operationsModule } from "./client/operations.ts";
import { root } from "./wrangler.ts";

const generated = "src/client/operations.ts";

/** The text that `src/client/operations.ts` has to have. */
export async function generateOperations(): Promise<string> {
  const text = operationsModule(await openApi());
  return run("node_modules/@biomejs/biome/bin/biome", ["format", `--stdin-file-path=${generated}`], text);
}

/** Writes `dist/client/client.js`, one module without dependencies, and its declarations, which need no other types. */
export async function buildClient(): Promise<void> {
  const directory = resolve(root, "dist/client");
  mkdirSync(directory, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: ["src/client.ts"],
    outfile: resolve(directory, "client.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
  });
  writeFileSync(resolve(directory, "client.d.ts"), declarations());
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
