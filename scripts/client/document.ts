import { mkdtemp, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { root } from "../wrangler.ts";

/** An OpenAPI operation, as far as a client needs it. */
export interface Operation {
  operationId: string;
  summary: string;
  parameters: { name: string; in: string; required: boolean; schema: JsonSchema; "x-many-segments"?: true }[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>;
  "x-problems": string[];
}

export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema;
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema> };
}

/** The document that `/openapi.json` answers, without starting a Worker: only declarations are looked at. */
export async function openApi(): Promise<Document> {
  const directory = await mkdtemp(resolve(root, "node_modules/.tov-"));
  try {
    const outfile = resolve(directory, "document.mjs");
    await build({
      stdin: { contents: entry, resolveDir: root, loader: "ts" },
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      packages: "external",
      logLevel: "error",
      plugins: [withoutCloudflare],
    });
    const { document } = await import(pathToFileURL(outfile).href);
    return document;
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Doors are functions of services and touch them only when somebody calls: nothing stands in for all of them. */
const entry = `
  import { routesOf } from "./src/app.ts";
  import { openApiDocument } from "./src/http/openapi.ts";
  const nothing = new Proxy(function () {}, { get: () => nothing, apply: () => nothing });
  export const document = openApiDocument(routesOf(nothing), { title: "", version: "", description: "" });
`;

/** Bindings, sockets and WebAssembly exist on Cloudflare only, and no declaration needs them. */
const withoutCloudflare: Plugin = {
  name: "without-cloudflare",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^cloudflare:|\.wasm(\?.*)?$/ }, ({ path }) => ({ path, namespace: "absent" }));
    onLoad({ filter: /.*/, namespace: "absent" }, () => ({
      contents: "module.exports = {}",
      loader: "js",
    }));
  },
};
