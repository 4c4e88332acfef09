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

const memory = async () => (await fetch(address)).json() as Promise<{ instances: number; bytes: number }>;

/** The thumbnail of each, after all of them have got one. */
async function thumbnails(answers: Response[]) {
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  return Promise.all(answers.map(async (answer) => (await answer.bytes()).join()));
}

it("fifty requests at once to one isolate all get their own thumbnail", async () => {
  const files = await Promise.all([0.5, 0.6].map((megapixels) => photo({ megapixels })));
  const apart = [
    ...(await thumbnails([await send(files[0]!)])),
    ...(await thumbnails([await send(files[1]!)])),
  ];
  const together = await thumbnails(
    await Promise.all(Array.from({ length: 50 }, (_, i) => send(files[i % 2]!))),
  );
  expect(apart[0]).not.toBe(apart[1]);
  expect(together).toEqual(together.map((_, i) => apart[i % 2]));
}, 60_000);

it("two hundred pictures in a row take the memory of one", async () => {
  const file = await photo({ megapixels: 0.5 });
  const [first] = await thumbnails([await send(file)]);
  const before = await memory();
  for (let i = 0; i < 200; i++) expect(await thumbnails([await send(file)])).toEqual([first]);
  expect(await memory()).toEqual(before);
  expect(before.bytes).toBeLessThan(24 << 20);
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
