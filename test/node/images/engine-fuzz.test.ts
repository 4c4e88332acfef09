import { expect, test } from "vitest";
import { openEngine } from "../../fixtures/engine.ts";
import { makeCorpus } from "../../fuzz/images/corpus.ts";
import { runOne } from "../../fuzz/images/run.ts";

/** `npm run fuzz:images` goes on to a million. */
const RUNS = 10_000;

test("ten thousand damaged files end in a picture or a refusal", { timeout: 120_000 }, async () => {
  const engine = await openEngine();
  const corpus = await makeCorpus();
  const failures: string[] = [];
  const results = new Set<string>();
  for (let index = 0; index < RUNS; index++) {
    const { result, failed } = await runOne(engine, corpus, 20261126, index);
    results.add(result);
    if (failed) failures.push(`${index}: ${result}`);
  }
  expect(failures).toEqual([]);
  // Enough get through to the decoders, and enough do not.
  expect(results).toContain("made");
  expect(results.size).toBeGreaterThan(10);
});
