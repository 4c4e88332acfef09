import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildClient, generateOperations } from "../../scripts/client.ts";
import { root } from "../../scripts/wrangler.ts";

const built = resolve(root, "dist/client");
const read = (path: string) => readFileSync(resolve(root, path), "utf8");

/** A site that has the package as `npm install <folder>` links it. */
const site = mkdtempSync(resolve(tmpdir(), "tov-site-"));

beforeAll(async () => {
  await buildClient();
  mkdirSync(resolve(site, "node_modules"));
  symlinkSync(root, resolve(site, "node_modules/tov-edge"), "junction");
});
afterAll(() => rmSync(site, { recursive: true }));

/** What the compiler says of a program of the site, with no types around but those of browsers. */
function compile(program: string): string {
  const file = resolve(site, "program.ts");
  writeFileSync(file, program);
  const libraries = ["--lib", "es2022,dom", "--types", "", "--target", "es2022", "--module", "esnext"];
  const strict = ["--strict", "--exactOptionalPropertyTypes", "--moduleResolution", "bundler", "--noEmit"];
  const tsc = resolve(root, "node_modules/typescript/bin/tsc");
  const args = [tsc, "--ignoreConfig", ...libraries, ...strict, file];
  return spawnSync(process.execPath, args, { cwd: site, encoding: "utf8" }).stdout;
}

/** Bytes of a program that imports this much of the package, minified. */
async function sizeOf(names: string): Promise<number> {
  const contents = `import { ${names} } from "./src/client.ts"; console.log(${names});`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    ...{ bundle: true, minify: true, format: "esm", write: false },
  });
  return outputFiles[0]?.contents.length ?? 0;
}

describe("the client", () => {
  it("is what the routes' declarations make it: node scripts/client.ts writes the same", async () => {
    expect(await generateOperations()).toBe(read("src/client/operations.ts"));
  });

  it("is built by npm run build where it is missing or old, and left alone where it is not", () => {
    const file = resolve(built, "client.js");
    const build = () => spawnSync(process.execPath, ["scripts/build.ts"], { cwd: root });
    rmSync(file);
    build();
    const { mtimeMs } = statSync(file);
    build();
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
  });

  it("stays under 10 KB, minified", () => {
    const code = readFileSync(resolve(built, "client.js"));
    console.log(`client.js: ${code.length} bytes, ${gzipSync(code).length} gzipped`);
    expect(code.length).toBeLessThan(10_000);
  });

  it("costs less to those who upload nothing", async () => {
    expect(await sizeOf("createClient")).toBeLessThan((await sizeOf("createClient, uploadFile")) - 1500);
  });

  it("brings declarations that need no other package", () => {
    expect(read("dist/client/client.d.ts")).not.toMatch(/\bimport\b|\bfrom "|\binfer\b|\bextends\b.*\?/);
  });
});

/** Every program is a run of the compiler. */
describe("its types", { timeout: 60_000 }, () => {
  it("take right programs", () => {
    const program = `
      import { createClient, uploadFile, type Client, type Failure, type Schemas } from "tov-edge/client";
      const tov: Client = createClient({ baseUrl: "https://edge.example.org", token: async () => "tov_" });
      const { data, error } = await tov.getFile({ params: { id: "x" } });
      if (error) { const wait: number | undefined = error.retryAfter; error.errors[0]?.pointer; }
      else { const file: Schemas["File"] = data; const width: number | null = file.width; }
      const page = await tov.listFiles({ query: { collection: "banners" } }, { signal: new AbortController().signal });
      for (const file of page.data?.items ?? []) file.name.normalize();
      await tov.getHealth();
      const up = await uploadFile(tov, new Blob(["x"]), { collection: "documents", onProgress: ({ sent }) => sent });
      if (up.error?.id === "files-too-large") up.error.title;
    `;
    expect(compile(program)).toBe("");
  });

  it.each([
    ["a missing parameter", "await tov.getFile();"],
    ["a wrong field", 'await tov.listFiles({ query: { collection: "nowhere" } });'],
    ["a body too much", 'await tov.getFile({ params: { id: "x" }, body: {} });'],
    ["data that may not be there", 'const { data } = await tov.getFile({ params: { id: "x" } }); data.name;'],
    ["an operation that there is not", "await tov.getNothing();"],
  ])("refuse %s", (_, line) => {
    const start =
      'import { createClient } from "tov-edge/client"; const tov = createClient({ baseUrl: "" });';
    expect(compile(`${start}\n${line}`)).toMatch(/error TS\d+/);
  });

  it.each(["docs/client.md", "docs/web-developer.md"])("take every example of %s", (document) => {
    const examples = [...read(document).matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? "");
    expect(examples.length).toBeGreaterThan(0);
    const imports = 'import { createClient, uploadFile } from "tov-edge/client";';
    const client = 'const tov = createClient({ baseUrl: "" });';
    const page = `declare const id: string, key: string, file: File, img: HTMLImageElement, bar: HTMLProgressElement;
      declare function show(title: string, detail?: string): void;`;
    for (const example of examples) {
      const start = example.includes("import ") ? page : `${imports}\n${client}\n${page}`;
      expect(compile(`${start}\n${example}`), example).toBe("");
    }
  });
});

describe("in Node", () => {
  it("it speaks to a server, and says when there is none", async () => {
    const server = createServer((request, response) => {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ items: [{ name: request.headers.authorization }] }));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const entry = createRequire(resolve(site, "program.js")).resolve("tov-edge/client");
    const { createClient } = await import(pathToFileURL(entry).href);
    const tov = createClient({ baseUrl, token: "tov_x" });
    expect((await tov.listCollections()).data).toEqual({ items: [{ name: "Bearer tov_x" }] });
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    expect((await tov.listCollections()).error.id).toBe("client-network");
  });
});
