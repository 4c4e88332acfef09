/**
 * Makes every dependency fail in ten ways while somebody asks for something, and prints what was answered, and how soon:
 * `npm run faults`, or `npm run faults -- sendgrid` for one. Fails where an answer is late or tells too much, or something is
 * half-written afterwards.
 */
import { exitCode, startNode } from "./wrangler.ts";

const vitest = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/vitest.config.ts"];
const [dependency] = process.argv.slice(2);
const chosen = dependency === undefined ? [] : ["-t", dependency];

process.exitCode =
  (await exitCode(startNode(["scripts/build.ts"]))) ||
  (await exitCode(
    startNode([...vitest, "--project", "worker", "test/worker/faults/matrix.test.ts", ...chosen]),
  ));
