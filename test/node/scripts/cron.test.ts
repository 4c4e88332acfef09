import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { dueTriggers, runCron, triggers } from "../../../scripts/cron.ts";

test.each([
  ["2026-11-25T18:00:00.000Z", ["*/5 * * * *", "0 * * * *", "0 18 * * *"]],
  ["2026-11-25T18:04:59.999Z", ["*/5 * * * *", "0 * * * *", "0 18 * * *"]],
  ["2026-11-25T18:05:00.000Z", ["*/5 * * * *"]],
  ["2026-11-25T00:00:01.000Z", ["*/5 * * * *", "0 * * * *"]],
  ["2026-11-25T23:59:00.000Z", ["*/5 * * * *"]],
])("at %s these are due: %j", (time, due) => {
  expect(dueTriggers(Date.parse(time))).toEqual(due);
});

test("the triggers are those of wrangler.toml", () => {
  const toml = readFileSync(resolve(import.meta.dirname, "../../../wrangler.toml"), "utf8");
  const crons = /^crons = (\[.*\])$/m.exec(toml)?.[1] ?? "";
  expect(JSON.parse(crons)).toEqual(Object.keys(triggers));
});

test("a house is called a few seconds after it was started, and no more when it has stopped", async () => {
  const asked: string[] = [];
  const house = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => house.listen(0, "127.0.0.1", resolve));
  const stopped = new AbortController();
  const running = runCron(`http://127.0.0.1:${(house.address() as AddressInfo).port}`, stopped.signal);
  await expect.poll(() => asked[0], { timeout: 8000 }).toBe("/cdn-cgi/local/scheduled?cron=*%2F5+*+*+*+*");
  stopped.abort();
  await running;
  house.close();
}, 10_000);
