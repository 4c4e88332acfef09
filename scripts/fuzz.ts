/** Sends every operation what nobody should: `npm run fuzz -- --cases 5000 --seed 1`. Without a seed it takes one and prints it. */
import { parseArgs } from "node:util";
import { exitCode, startNode } from "./wrangler.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "2000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    operation: { type: "string", default: "" },
  },
});
const vitest = [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--config",
  "test/vitest.config.ts",
  "--project",
  "worker",
];
const chosen = ["test/worker/http/fuzz.test.ts", ...(values.operation ? ["-t", values.operation] : [])];

console.log(`fuzz: ${values.cases} cases an operation, seed ${values.seed}`);
const env = { VITE_FUZZ_CASES: values.cases, VITE_FUZZ_SEED: values.seed };
process.exitCode = await exitCode(startNode([...vitest, ...chosen], { env }));
