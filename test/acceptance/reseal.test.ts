import { expect, inject, test } from "vitest";
import { startNode } from "../../scripts/wrangler.ts";

test("npm run reseal finds a house that has nothing to seal anew", async () => {
  const env = { ADMIN_API_KEY: inject("houseKey") };
  const child = startNode(["scripts/reseal.ts", "--origin", inject("houseUrl")], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    out += chunk;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect([code, out]).toEqual([0, "0 sealed anew, 0 left\n"]);
});
