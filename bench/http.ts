/** Requests per second of the house, next to a bare Hono app on the same workerd in the same minutes. */
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

/** Puts one public file into the house, and what it answers into the bare app. */
async function furnish(house: URL, bare: URL): Promise<{ health: string; file: string }> {
  const bytes = await pictureBytes();
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "image/png" };
  const upload = new URL("/api/files?collection=posts/content&filename=bench.png", house);
  const uploaded = await fetch(upload, { method: "POST", headers, body: bytes });
  if (!uploaded.ok) throw new Error(await uploaded.text());
  const file = `/files/${((await uploaded.json()) as { key: string }).key}`;
  await waitUntilCached(new URL(file, house));
  await fetch(new URL(file, bare), { method: "PUT", headers: { "Content-Type": "image/png" }, body: bytes });
  const health = await (await fetch(new URL("/api/health", house))).text();
  await fetch(new URL("/api/health", bare), { method: "PUT", body: health });
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

/** Alternates, so that a slow minute of the machine is slow for both. */
async function compare(path: string, house: URL, bare: URL) {
  const measured = { house: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const pair = {
      house: await loadFor(seconds, new URL(path, house)),
      bare: await loadFor(seconds, new URL(path, bare)),
    };
    // The first round warms both up.
    if (round === 0) continue;
    measured.house.push(pair.house);
    measured.bare.push(pair.bare);
  }
  const ratio = median(measured.house.map((value, round) => value / measured.bare[round]!));
  return { house: Math.round(median(measured.house)), bare: Math.round(median(measured.bare)), ratio };
}

const directory = await bundleHouse();
const miniflare = await startWorkers(directory);
try {
  await migrate(miniflare);
  const [house, bare] = [
    await miniflare.unsafeGetDirectURL("house"),
    await miniflare.unsafeGetDirectURL("bare"),
  ];
  const paths = await furnish(house, bare);
  const results = {
    health: await compare(paths.health, house, bare),
    file: await compare(paths.file, house, bare),
  };
  if (json) console.log(JSON.stringify({ bar, rounds, seconds, results }));
  else console.table(results);
  if (Object.values(results).some(({ ratio }) => ratio < bar)) {
    console.error(`Below ${bar} of the bare app.`);
    process.exitCode = 1;
  }
} finally {
  await miniflare.dispose();
  rmSync(directory, { recursive: true });
}
