import type { FaultKind } from "../../../sandbox/fault-board.ts";
import { type Premises, withPremises } from "../../setup/premises.ts";
import type { Row, Trial } from "./row.ts";

/** Milliseconds within which everything is answered. */
export const PATIENCE = 10_000;
/** Steps at which a fault may begin; no request here makes more calls to one dependency. */
const STEPS = 30;
const HOUR = 60 * 60_000;

/** What came of one fault of one dependency, wherever in the request it began. */
export interface Cell {
  statuses: number[];
  /** Of the slowest answer, in milliseconds. */
  slowest: number;
  wrong: string[];
}

/** Lets the dependency fail from each of its calls on, every time in a house of its own, all at once. */
export async function examine(row: Row, fault: FaultKind): Promise<Cell> {
  const steps = await withPremises((premises) => countSteps(row, premises));
  const results = await Promise.all(
    Array.from({ length: steps }, (_, i) => withPremises((premises) => attempt(row, premises, fault, i + 1))),
  );
  return {
    statuses: [...new Set(results.map(({ status }) => status))].toSorted(),
    slowest: Math.max(...results.map(({ milliseconds }) => milliseconds)),
    wrong: results.flatMap(({ wrong }, i) => wrong.map((sentence) => `from call ${i + 1} on: ${sentence}`)),
  };
}

/** How many calls the request makes to the dependency while nothing fails. */
async function countSteps(row: Row, premises: Premises): Promise<number> {
  const trial = await row.open(premises);
  trial.strike("delay", Number.POSITIVE_INFINITY);
  trial.heal();
  await (await trial.ask()).body?.cancel();
  await trial.house.world.settle();
  return Math.max(1, Math.min(trial.calls(), STEPS));
}

async function attempt(row: Row, premises: Premises, fault: FaultKind, step: number) {
  const trial = await row.open(premises);
  trial.strike(fault, step);
  const begun = Date.now();
  const response = await trial.ask();
  const milliseconds = Date.now() - begun;
  const wrong = [
    ...(await leaks(response)),
    ...(milliseconds < PATIENCE ? [] : [`answered after ${milliseconds} ms`]),
  ];
  trial.heal();
  wrong.push(...(await recover(trial)));
  return { status: response.status, milliseconds, wrong };
}

/** What an answer tells that is nobody's business, and errors that are no problem documents. */
async function leaks(response: Response): Promise<string[]> {
  const text = await response.text();
  const inside = /\bat \S+ \(|\.tsx?:\d|SQLITE|D1_ERROR|secret_column|\bR2\b|sandbox/i.exec(text)?.[0];
  const type = response.headers.get("Content-Type");
  return [
    ...(inside ? [`the answer tells of ${inside}`] : []),
    ...(response.status >= 400 && type !== "application/problem+json" ? [`an error as ${type}`] : []),
  ];
}

/** Somebody asks again, the cron trigger comes, the outbox does its work: then everything has to be right. */
async function recover({ house, ask, faults }: Trial): Promise<string[]> {
  await house.world.settle().catch(() => {});
  house.world.advance(HOUR);
  const again = await ask();
  await again.body?.cancel();
  await house.services.cron.trigger("*/5 * * * *", house.world.now());
  for (let hour = 0; hour < 3; hour++) {
    house.world.advance(3 * HOUR);
    await house.work();
  }
  return [...(again.ok ? [] : [`asked again, it answers ${again.status}`]), ...(await faults())];
}
