import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, it } from "vitest";
import { photo } from "../../fixtures/pictures.ts";

let worker: Miniflare;
let address: URL;

beforeAll(async () => {
  worker = new Miniflare(
    convertV4MiniflareOptions({
      modules: await bundle(),
      modulesRoot: "/",
      compatibilityDate: "2026-10-23",
      compatibilityFlags: ["nodejs_compat"],
    }),
  );
  address = await worker.ready;
}, 60_000);
afterAll(() => worker.dispose());

/** As wrangler does it: one script, and each .wasm beside it as a compiled module. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [`${import.meta.dirname}/concurrent-worker.ts`],
    outdir: "/",
    assetNames: "[name]",
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["workerd"],
    external: ["node:*"],
    loader: { ".wasm": "copy" },
  });
  return outputFiles
    .toSorted((one, other) => Number(one.path.endsWith(".wasm")) - Number(other.path.endsWith(".wasm")))
    .map(({ path, contents }) =>
      path.endsWith(".wasm")
        ? { type: "CompiledWasm" as const, path, contents }
        : { type: "ESModule" as const, path, contents },
    );
}

const send = (body: Uint8Array<ArrayBuffer>, signal?: AbortSignal) =>
  fetch(address, { method: "POST", body, ...(signal && { signal }) });

it("twenty requests at once to one isolate all get their thumbnail", async () => {
  const file = await photo({ megapixels: 0.5 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => send(file)));
  const thumbnails = await Promise.all(answers.map((answer) => answer.bytes()));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(new Set(thumbnails.map((bytes) => bytes.join())).size).toBe(1);
}, 60_000);

it("requests that are cancelled do not hold up the next one", async () => {
  const file = await photo({ megapixels: 0.5 });
  const cancelled = Array.from({ length: 10 }, async () => {
    const abort = new AbortController();
    const sent = send(file, abort.signal).catch(() => {});
    setTimeout(() => abort.abort(), 20);
    return sent;
  });
  await Promise.all(cancelled);
  expect((await send(file)).status).toBe(200);
}, 60_000);
