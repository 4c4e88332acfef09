/**
 * Gives the image engine damaged files, and goes on where it stopped: `npm run fuzz:images -- --runs 1000000 --seed 1`.
 * A file that traps, hangs or takes too much memory is kept in test/output/fuzz-images. `-- --bombs` tells what small
 * files that want to be a lot of work take instead.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { openEngine, renderFile } from "../test/fixtures/engine.ts";
import { bombs } from "../test/fixtures/picture-bombs.ts";
import { makeCorpus } from "../test/fuzz/images/corpus.ts";
import { fileOf } from "../test/fuzz/images/run.ts";
import type { Message, Task } from "../test/fuzz/images/thread.ts";
import { root } from "./wrangler.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    fresh: { type: "boolean", default: false },
    bombs: { type: "boolean", default: false },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);

/** Milliseconds: what takes longer counts as hanging. */
const LONGEST_RUN = 2000;
const folder = resolve(root, "test/output/fuzz-images");
const stateFile = resolve(folder, `seed-${seed}.json`);

interface State {
  done: number;
  failures: number;
  counts: Record<string, number>;
}

function readState(): State {
  try {
    if (!values.fresh) return JSON.parse(readFileSync(stateFile, "utf8"));
  } catch {}
  return { done: 0, failures: 0, counts: {} };
}

mkdirSync(folder, { recursive: true });
const state = readState();
const corpus = await makeCorpus();

function fail(index: number, result: string): void {
  state.failures++;
  const file = resolve(folder, `${seed}-${index}.bin`);
  writeFileSync(file, fileOf(corpus, seed, index).file);
  console.log(`run ${index}: ${result} (${file})`);
}

function take(message: Message): void {
  if (message.kind === "failed") {
    fail(message.index, message.result);
    return;
  }
  state.done = message.upTo;
  for (const [result, count] of Object.entries(message.counts))
    state.counts[result] = (state.counts[result] ?? 0) + count;
  writeFileSync(stateFile, JSON.stringify(state));
  if (state.done % 50_000 === 0) console.log(`${state.done} runs, ${state.failures} failures`);
}

/** One thread, until it is done or hangs. Answers the run that hangs, or -1. */
async function runThread(from: number): Promise<number> {
  const progress = new SharedArrayBuffer(4);
  const current = new Int32Array(progress);
  const task: Task = { seed, from, to: runs, progress };
  const thread = new Worker(resolve(root, "test/fuzz/images/thread.ts"), { workerData: task });
  thread.on("message", take);
  let [last, since, hanging] = [0, Date.now(), -1];
  const watch = setInterval(() => {
    const index = Atomics.load(current, 0);
    if (index !== last) [last, since] = [index, Date.now()];
    if (index === 0 || Date.now() - since < LONGEST_RUN) return;
    hanging = index - 1;
    void thread.terminate();
  }, 200);
  await new Promise<void>((done, broken) => {
    thread.on("error", broken);
    thread.on("exit", () => done());
  });
  clearInterval(watch);
  return hanging;
}

/** Each the second time, when the code is warm. */
async function explodeBombs(): Promise<void> {
  for (const { name, type, make } of bombs) {
    const file = await make();
    const engine = await openEngine();
    const explode = () =>
      renderFile(engine, type, file, { width: 300, height: 200, fit: "cover" }).then(
        () => "made",
        (error: Error) => error.message,
      );
    await explode();
    const begun = process.threadCpuUsage();
    const result = await explode();
    // The processor's time: a machine that is busy with something else disturbs it less.
    const [time, memory] = [process.threadCpuUsage(begun).user / 1000, engine.memoryBytes / 2 ** 20];
    console.log(`${time.toFixed(0).padStart(6)} ms ${memory.toFixed(1).padStart(5)} MiB  ${name}: ${result}`);
  }
}

if (values.bombs) {
  await explodeBombs();
  process.exit();
}

const started = Date.now();
const before = state.done;
for (let next = state.done; next < runs; ) {
  const hanging = await runThread(next);
  if (hanging < 0) break;
  fail(hanging, `took more than ${LONGEST_RUN} ms`);
  next = hanging + 1;
}
const rate = Math.round(((state.done - before) * 1000) / Math.max(1, Date.now() - started));
console.log(
  Object.entries(state.counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([result, count]) => `${String(count).padStart(8)} ${result}`)
    .join("\n"),
);
console.log(`${state.done} files (${rate} a second): ${state.failures} failures`);
process.exitCode = state.failures === 0 ? 0 : 1;
