/** Builds, then runs the tests: `npm test -- [what vitest takes]`, for example `npm test -- files` or `npm test -- --project node`. */
import { removeAuthority, trustOwnAuthority } from "../test/setup/smtp/authority.ts";
import { exitCode, startNode } from "./wrangler.ts";

const vitest = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/vitest.config.ts"];

await trustOwnAuthority();
process.exitCode =
  (await exitCode(startNode(["scripts/build.ts"]))) ||
  (await exitCode(startNode([...vitest, ...process.argv.slice(2)])));
removeAuthority();
