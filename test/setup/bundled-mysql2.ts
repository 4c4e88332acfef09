import { builtinModules } from "node:module";
import { resolve } from "node:path";
import { build, type Plugin as EsbuildPlugin } from "esbuild";
import type { Plugin } from "vite";
import { unstable_readConfig } from "wrangler";

const root = resolve(import.meta.dirname, "../..");

/**
 * Gives the tests mysql2 as `wrangler deploy` bundles it, with the same aliases: the pool cannot load its CommonJS
 * file by file, and what the aliases leave out must be missing here too.
 */
export function bundledMysql2(): Plugin {
  const id = "\0mysql2/promise";
  return {
    name: "bundled-mysql2",
    enforce: "pre",
    resolveId: (source) => (source === "mysql2/promise" ? id : undefined),
    load: (loaded) => (loaded === id ? bundle() : undefined),
  };
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: 'export { createConnection } from "mysql2/promise";', resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    write: false,
    alias: readAliases(),
    // mysql2 tries to load a package for coloured logs and is content without it.
    banner: { js: "const require = undefined;" },
    plugins: [builtinsAsImports],
  });
  return outputFiles[0]!.text;
}

/** Paths in wrangler.toml are relative to it, and esbuild wants them whole. */
function readAliases(): Record<string, string> {
  const { alias = {} } = unstable_readConfig({ config: resolve(root, "wrangler.toml") });
  return Object.fromEntries(Object.entries(alias).map(([name, path]) => [name, resolve(root, String(path))]));
}

/** Turns `require("net")` into an import, which is all that an ES module can do. */
const builtinsAsImports: EsbuildPlugin = {
  name: "builtins-as-imports",
  setup({ onResolve, onLoad }) {
    const builtin = new RegExp(`^(node:)?(${builtinModules.join("|")})$`);
    onResolve({ filter: builtin }, ({ path, kind }) => {
      const name = `node:${path.replace(/^node:/, "")}`;
      return kind === "require-call" ? { path: name, namespace: "builtin" } : { path: name, external: true };
    });
    onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `import builtin from "${path}"; module.exports = builtin;`,
    }));
  },
};
