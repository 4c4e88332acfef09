/**
 * E-mails to many: how long batches of growing size take to be recorded and sent to the sandbox, and what the isolate
 * holds meanwhile, of which Cloudflare allows 128 MiB. Time has to grow with the recipients and memory must not.
 */
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { startSandbox } from "../sandbox/server.ts";
import { createState, type House, startHouse } from "../test/setup/house.ts";
import { Inspector } from "./memory/inspector.ts";

const MiB = 1024 * 1024;
const sizes = [1_000, 10_000, 100_000];
/** MiB that a hundred times the recipients may add, and times the seconds a thousand recipients that they may take. */
const bars = { memory: 24, time: 1.5 };

interface Figures {
  recipients: number;
  /** Until the batch was accepted; until all of it had been handed over. */
  acceptedSeconds: number;
  seconds: number;
  secondsPerThousand: number;
  /** Of heap and buffers, MiB: while the audience was taken in, and while it was sent. */
  acceptPeak: number;
  sendPeak: number;
}

const seconds = (begun: number) => Math.round((performance.now() - begun) / 100) / 10;

async function ask<Answer>(house: House, path: string, body?: object): Promise<Answer> {
  const response = await fetch(house.url + path, {
    method: body ? "POST" : "GET",
    headers: { Authorization: `Bearer ${house.key}`, "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${await response.text()}`);
  return response.json() as Promise<Answer>;
}

interface Batch {
  id: string;
  state: string;
  counts: Record<string, number>;
}

function newBatch(recipients: number): object {
  const lines = Array.from(
    { length: recipients },
    (_, n) => `person-${n}@size-${recipients}.example,받는 사람 ${n}`,
  );
  return {
    ...{ name: `${recipients}`, template: "notification", language: "ko", purpose: "transactional" },
    data: { title: "총회 안내", body: "다음 달 첫째 주 토요일에 총회가 있습니다." },
    ...{ variables: ["name"], audience: { csv: ["email,name", ...lines].join("\n") } },
  };
}

async function untilComplete(house: House, id: string): Promise<Batch> {
  for (;;) {
    const batch = await ask<Batch>(house, `/api/email/batches/${id}`);
    if (batch.state === "complete") return batch;
    await sleep(250);
  }
}

async function measure(house: House, inspector: Inspector, recipients: number): Promise<Figures> {
  const body = newBatch(recipients);
  const begun = performance.now();
  let id = "";
  const accepting = await inspector.peakDuring(async () => {
    id = (await ask<Batch>(house, "/api/email/batches", body)).id;
  });
  const acceptedSeconds = seconds(begun);
  let batch: Batch | undefined;
  const sending = await inspector.peakDuring(async () => {
    batch = await untilComplete(house, id);
  });
  if (batch?.counts.sent !== recipients)
    throw new Error(`Not all were sent: ${JSON.stringify(batch?.counts)}`);
  const total = seconds(begun);
  return {
    ...{ recipients, acceptedSeconds, seconds: total },
    secondsPerThousand: Math.round((total / recipients) * 1e6) / 1e3,
    acceptPeak: Math.round((accepting.heap + accepting.buffers) / MiB),
    sendPeak: Math.round((sending.heap + sending.buffers) / MiB),
  };
}

const state = createState();
const sandbox = await startSandbox();
const settings = {
  SANDBOX_ORIGIN: sandbox.url,
  SENDGRID_API_KEY: "sandbox_bench",
  EMAIL_FROM: "TOV <hello@tov.example>",
};
const house = await startHouse({ state, settings });
try {
  const inspector = await Inspector.attach(house.inspectorUrl);
  const figures: Figures[] = [];
  for (const size of sizes) figures.push(await measure(house, inspector, size));
  inspector.close();
  if (process.argv.includes("--json")) console.log(JSON.stringify({ bars, figures }));
  else console.table(figures);
  const [, middle, largest] = figures as [Figures, Figures, Figures];
  const flat = largest.sendPeak - middle.sendPeak <= bars.memory;
  const linear = largest.secondsPerThousand <= bars.time * middle.secondsPerThousand;
  if (!flat || !linear) {
    console.error(`Over the bars: ${bars.memory} MiB more, ${bars.time} times the time a thousand.`);
    process.exitCode = 1;
  }
} finally {
  await house.stop();
  await sandbox.close();
  rmSync(state, { recursive: true, force: true });
}
