import { setTimeout as sleep } from "node:timers/promises";

/** The triggers of `wrangler.toml`, and at which minutes of a UTC day they are due. */
export const triggers: Readonly<Record<string, (minute: number) => boolean>> = {
  "*/5 * * * *": (minute) => minute % 5 === 0,
  "0 * * * *": (minute) => minute % 60 === 0,
  "0 18 * * *": (minute) => minute === 18 * 60,
};

const step = 5 * 60_000;
/** Milliseconds after the house answers. */
const firstWait = 3000;

/** The triggers that are due in the five minutes that `now` (epoch milliseconds) is in. */
export function dueTriggers(now: number): string[] {
  const minute = Math.floor((now % 86_400_000) / step) * 5;
  return Object.keys(triggers).filter((trigger) => triggers[trigger]?.(minute));
}

/** Sets off a started house's cron triggers, which wrangler does not do by itself: at once, and then every five minutes. */
export async function runCron(origin: string, stopped: AbortSignal): Promise<void> {
  await pause(firstWait, stopped);
  await setOff(origin, "*/5 * * * *", stopped);
  while (!stopped.aborted) {
    await pause(step - (Date.now() % step), stopped);
    for (const trigger of dueTriggers(Date.now())) await setOff(origin, trigger, stopped);
  }
}

/** What goes wrong stands in the house's own log. */
async function setOff(origin: string, trigger: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const query = new URLSearchParams({ cron: trigger });
  await fetch(`${origin}/cdn-cgi/local/scheduled?${query}`, { signal })
    .then((response) => response.body?.cancel())
    .catch(() => {});
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}
