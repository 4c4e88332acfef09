/**
 * Requests per second of the house, next to a bare Hono app on the same workerd in the same minutes, and next to the same
 * app with one log event a request.
 */
import { rmSync } from "node:fs";
import { loadFor } from "./http/load.ts";
import { bundleHouse, key, migrate, startWorkers } from "./http/workers.ts";

/** The share of the bare app's requests per second that the house has to reach. */
const bar = 0.9;
const rounds = 7;
const seconds = 2;

const json = process.argv.includes("--json");

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** A PNG of 64 KiB: its one big chunk is private, so it says nothing to a decoder. */
async function pictureBytes(): Promise<Uint8Array<ArrayBuffer>> {
  const { default: sharp } = await import("sharp");
  const noise = { type: "gaussian", mean: 128, sigma: 40 } as const;
  const picture = sharp({ create: { width: 160, height: 120, channels: 3, background: "#888", noise } });
  return new Uint8Array(await picture.png().toBuffer());
}

/** Puts one public file into the house, and what it answers into its peers. */
async function furnish({ house, ...peers }: Addresses): Promise<{ health: string; file: string }> {
  const bytes = await pictureBytes();
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "image/png" };
  const upload = new URL("/api/files?collection=posts/content&filename=bench.png", house);
  const uploaded = await fetch(upload, { method: "POST", headers, body: bytes });
  if (!uploaded.ok) throw new Error(await uploaded.text());
  const file = `/files/${((await uploaded.json()) as { key: string }).key}`;
  await waitUntilCached(new URL(file, house));
  const health = await (await fetch(new URL("/api/health", house))).text();
  for (const peer of Object.values(peers)) {
    await fetch(new URL(file, peer), {
      method: "PUT",
      headers: { "Content-Type": "image/png" },
      body: bytes,
    });
    await fetch(new URL("/api/health", peer), { method: "PUT", body: health });
  }
  return { health: "/api/health", file };
}

async function waitUntilCached(file: URL): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const response = await fetch(file);
    await response.arrayBuffer();
    if (response.headers.get("cf-cache-status") === "HIT") return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${file} never came from the cache.`);
}

interface Addresses {
  house: URL;
  bare: URL;
  logging: URL;
}

/** Alternates, so that a slow minute of the machine is slow for all. */
async function compare(path: string, { house, bare, logging }: Addresses) {
  const measured = { house: [] as number[], bare: [] as number[], logging: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const speeds = {
      house: await loadFor(seconds, new URL(path, house)),
      bare: await loadFor(seconds, new URL(path, bare)),
      logging: await loadFor(seconds, new URL(path, logging)),
    };
    // The first round warms all of them up.
    if (round === 0) continue;
    for (const name of ["house", "bare", "logging"] as const) measured[name].push(speeds[name]);
  }
  const share = (peer: number[]) =>
    Number(median(measured.house.map((value, round) => value / peer[round]!)).toFixed(2));
  return {
    house: Math.round(median(measured.house)),
    bare: Math.round(median(measured.bare)),
    "bare, logging": Math.round(median(measured.logging)),
    "of bare": share(measured.bare),
    "of bare, logging": share(measured.logging),
  };
}

const directory = await bundleHouse();
const miniflare = await startWorkers(directory);
try {
  await migrate(miniflare);
  const addresses = {
    house: await miniflare.unsafeGetDirectURL("house"),
    bare: await miniflare.unsafeGetDirectURL("bare"),
    logging: await miniflare.unsafeGetDirectURL("logging"),
  };
  const paths = await furnish(addresses);
  const results = {
    health: await compare(paths.health, addresses),
    file: await compare(paths.file, addresses),
  };
  if (json) console.log(JSON.stringify({ bar, rounds, seconds, results }));
  else console.table(results);
  if (Object.values(results).some((result) => result["of bare"] < bar)) {
    console.error(`Below ${bar} of the bare app.`);
    process.exitCode = 1;
  }
} finally {
  await miniflare.dispose();
  rmSync(directory, { recursive: true });
}
