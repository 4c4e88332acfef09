/**
 * The memory of the Worker while files pass through: a gigabyte in parts, then twenty files of 10 MiB at once. What counts is
 * what the isolate holds, of which Cloudflare allows 128 MiB.
 */
import { openAsBlob, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, uploadFile } from "../src/client.ts";
import { createState, type House, startHouse } from "../test/setup/house.ts";
import { Inspector, type Sample } from "./memory/inspector.ts";
import { residentBytes } from "./memory/resident.ts";

const MiB = 1024 * 1024;
/** MiB that a gigabyte may add, and that all may come to. */
const bars = { gigabyte: 16, parallel: 95 };

interface Figures {
  before: number;
  peak: number;
  after: number;
  /** Of all workerd processes: bytes outside V8 show here, and so do the simulated bucket and database. */
  residentBefore: number;
  residentPeak: number;
  seconds: number;
}

const mebibytes = (bytes: number) => Math.round((bytes / MiB) * 10) / 10;
const held = ({ heap, buffers }: Sample) => mebibytes(heap + buffers);

async function measure(inspector: Inspector, work: () => Promise<unknown>): Promise<Figures> {
  const before = held(await inspector.sample());
  const residentBefore = mebibytes(residentBytes());
  let resident = 0;
  const timer = setInterval(() => {
    resident = Math.max(resident, residentBytes());
  }, 500);
  const begun = performance.now();
  const peak = held(await inspector.peakDuring(work));
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  clearInterval(timer);
  const after = held(await inspector.sample());
  return { before, peak, after, residentBefore, residentPeak: mebibytes(resident), seconds };
}

/** A file of nothing but holes: it costs no disk here. */
async function createFile(path: string, bytes: number): Promise<Blob> {
  const file = await open(path, "w");
  await file.truncate(bytes);
  await file.close();
  return openAsBlob(path);
}

async function sendInParts({ url, key }: House, blob: Blob): Promise<void> {
  const client = createClient({ baseUrl: url, token: key });
  const { error } = await uploadFile(client, blob, { collection: "data-archive", filename: "자료.bin" });
  if (error) throw new Error(error.title);
}

/** Sends again when the house is too busy for now; its 503 breaks a line on which the body is still going out. */
async function send(house: House, body: BodyInit, query = ""): Promise<void> {
  const headers = { Authorization: `Bearer ${house.key}` };
  const request = fetch(`${house.url}/api/files${query}`, { method: "POST", headers, body });
  const response = await request.catch(() => null);
  const answer = await response?.text();
  if (response?.ok) return;
  if (response && response.status !== 503) throw new Error(`${response.status} ${answer}`);
  await sleep(Number(response?.headers.get("Retry-After") ?? 10) * 1000);
  return send(house, body, query);
}

function sendRaw(house: House, filename: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  return send(house, bytes, `?collection=data-archive&filename=${filename}`);
}

function sendForm(house: House, filename: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const form = new FormData();
  form.set("collection", "data-archive");
  form.set("file", new File([bytes], filename));
  return send(house, form);
}

function twentyAtOnce(house: House, way: typeof sendRaw): Promise<unknown> {
  const bytes = new Uint8Array(10 * MiB);
  return Promise.all(Array.from({ length: 20 }, (_, n) => way(house, `${way.name}-${n}.bin`, bytes)));
}

const state = createState();
const house = await startHouse({ state });
try {
  const inspector = await Inspector.attach(house.inspectorUrl);
  const gigabyte = await createFile(join(state, "gigabyte"), 1024 * MiB);
  const figures = {
    "1 GiB in parts": await measure(inspector, () => sendInParts(house, gigabyte)),
    "20 x 10 MiB raw": await measure(inspector, () => twentyAtOnce(house, sendRaw)),
    "20 x 10 MiB forms": await measure(inspector, () => twentyAtOnce(house, sendForm)),
  };
  inspector.close();
  if (process.argv.includes("--json")) console.log(JSON.stringify({ unit: "MiB", bars, figures }));
  else console.table(figures);
  const [inParts, ...parallel] = Object.values(figures);
  const flat = inParts !== undefined && inParts.peak - inParts.before <= bars.gigabyte;
  if (!flat || parallel.some(({ peak }) => peak > bars.parallel)) {
    console.error(
      `Over the bars: ${bars.gigabyte} MiB more for the gigabyte, ${bars.parallel} MiB in all for the twenty.`,
    );
    process.exitCode = 1;
  }
} finally {
  await house.stop();
  rmSync(state, { recursive: true, force: true });
}
