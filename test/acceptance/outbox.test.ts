import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSandbox } from "../../sandbox/server.ts";
import { createState, type House, startHouse } from "../setup/house.ts";

const key = `sandbox_${crypto.randomUUID()}`;
const state = createState();
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let house: House;

const start = () =>
  startHouse({
    state,
    settings: { SANDBOX_ORIGIN: sandbox.url, SENDGRID_API_KEY: key, EMAIL_FROM: "TOV <noreply@tov.example>" },
  });

beforeAll(async () => {
  sandbox = await startSandbox();
  house = await start();
}, 120_000);

afterAll(async () => {
  await house.stop();
  await sandbox.close();
  rmSync(state, { recursive: true, force: true });
});

async function send(email: string): Promise<{ id: string }> {
  const response = await fetch(`${house.url}/api/email`, {
    method: "POST",
    headers: { Authorization: `Bearer ${house.key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ to: { email }, template: "welcome", data: { name: "홍길동" } }),
  });
  expect(response.status).toBe(202);
  return (await response.json()) as { id: string };
}

async function ask<Answer>(path: string): Promise<Answer> {
  const response = await fetch(house.url + path, { headers: { Authorization: `Bearer ${house.key}` } });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

const mailsTo = (email: string) =>
  sandbox.sandbox.entries({ key, kind: "mail" }).filter(({ to }) => to.includes(email));
/** A cron trigger, as if it came that many periods of five minutes later. */
const trigger = (cron: string, later = 0) =>
  fetch(
    `${house.url}/cdn-cgi/local/scheduled?cron=${encodeURIComponent(cron)}&time=${Date.now() + later * 300_000}`,
  );

describe("a started house", () => {
  test("delivers an e-mail through its queue, a moment after the answer", async () => {
    const { id } = await send("queue@example.org");
    await expect.poll(() => mailsTo("queue@example.org").length, { timeout: 10_000 }).toBe(1);
    await expect
      .poll(async () => (await ask<{ state: string }>(`/api/email/${id}`)).state, { timeout: 5000 })
      .toBe("sent");
  });

  test("does its jobs when the cron triggers come, each once", async () => {
    await Promise.all(["*/5 * * * *", "0 * * * *", "0 * * * *", "0 18 * * *"].map(trigger));
    const health = () => ask<{ status: string; jobs: { name: string; status: string }[] }>("/api/health");
    await expect
      .poll(async () => (await health()).jobs.map((job) => job.status), { timeout: 4000 })
      .toEqual(["ok", "ok", "ok", "ok", "ok", "ok"]);
    expect((await health()).status).toBe("ok");
  });

  test("that is killed while a vendor is down delivers after it was started again", async () => {
    sandbox.sandbox.faults.set({ key, vendor: "sendgrid", fault: "broken" });
    const { id } = await send("restart@example.org");
    await expect
      .poll(async () => (await ask<{ outbox: { waiting: number } }>("/api/health")).outbox.waiting, {
        timeout: 15_000,
      })
      .toBe(1);
    await house.stop();
    sandbox.sandbox.faults.clear(key);
    house = await start();
    expect(mailsTo("restart@example.org")).toEqual([]);
    // The queue forgot its ring with the process; a cron trigger finds what is overdue.
    let periods = 0;
    await expect
      .poll(
        async () => {
          periods += 1;
          await trigger("*/5 * * * *", periods);
          return mailsTo("restart@example.org").length;
        },
        { timeout: 90_000, interval: 5000 },
      )
      .toBe(1);
    await expect.poll(async () => (await ask<{ state: string }>(`/api/email/${id}`)).state).toBe("sent");
  }, 150_000);
});
