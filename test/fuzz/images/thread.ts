import { parentPort, workerData } from "node:worker_threads";
import { openEngine } from "../../fixtures/engine.ts";
import { makeCorpus } from "./corpus.ts";
import { type Outcome, runOne } from "./run.ts";

/** What the thread is told. */
export interface Task {
  seed: number;
  from: number;
  to: number;
  /** Two numbers: the run at work, and how many have been done. */
  progress: SharedArrayBuffer;
}

/** What the thread says: a failure as it happens, and every now and then how often each result came. */
export type Message =
  | { kind: "failed"; index: number; result: string }
  | { kind: "done"; upTo: number; counts: Record<string, number> };

const REPORT_EVERY = 1000;

const { seed, from, to, progress } = workerData as Task;
const current = new Int32Array(progress);
const say = (message: Message) => parentPort!.postMessage(message);

const engine = await openEngine();
const corpus = await makeCorpus();
let counts: Record<string, number> = {};
for (let index = from; index < to; index++) {
  Atomics.store(current, 0, index + 1);
  const { result, failed }: Outcome = await runOne(engine, corpus, seed, index);
  counts[result] = (counts[result] ?? 0) + 1;
  if (failed) say({ kind: "failed", index, result });
  if ((index + 1) % REPORT_EVERY !== 0 && index + 1 !== to) continue;
  say({ kind: "done", upTo: index + 1, counts });
  counts = {};
}
