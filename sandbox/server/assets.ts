import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "../..");
const types: Record<string, string> = {
  "/inbox.js": "text/javascript; charset=utf-8",
  "/inbox.css": "text/css; charset=utf-8",
  "/icon.svg": "image/svg+xml",
};

let built: Promise<Map<string, Uint8Array>> | undefined;

/** What the inbox's page loads; null for every other request. */
export async function inboxAsset(request: Request): Promise<Response | null> {
  const { pathname } = new URL(request.url);
  const type = types[pathname];
  if (type === undefined) return null;
  built ??= bundle();
  const bytes = (await built).get(pathname);
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: { "Content-Type": type, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache" },
  });
}

/** Made when a browser first asks: most sandboxes serve no browser. */
async function bundle(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { inbox: "sandbox/browser/main.ts" },
    outdir: resolve(root, "dist/sandbox"),
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const files = outputFiles.map(({ path, contents }) => [`/${basename(path)}`, contents] as const);
  return new Map([...files, ["/icon.svg", readFileSync(resolve(root, "web/icon.svg"))]]);
}
