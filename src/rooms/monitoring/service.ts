import { inTime } from "../../kit/deadline.ts";
import type { World } from "../../kit/world.ts";
import type { JobStatus } from "../../platform/cron/status.ts";
import { createDeadLetters, type DeadLetterParts } from "./dead-letters.ts";
import type { Dependency, Health } from "./schema.ts";

/** Something that the house depends on, and how to find out whether it is there. */
export interface Probe {
  name: string;
  driver: string | null;
  /** Without it the house is down rather than degraded. */
  vital: boolean;
  /** What is known without asking. */
  fault: { status: "disabled" | "misconfigured"; reason: string } | null;
  /** Resolves when the dependency answers; null for what lives in the Worker itself. */
  check: (() => Promise<unknown>) | null;
}

/** A probe of every dependency; those that can be asked are vital, the others live in the Worker or are asked when used. */
export function probesOf(
  opened: Readonly<Record<string, Pick<Probe, "driver" | "fault">>>,
  checks: Readonly<Record<string, () => Promise<unknown>>>,
): Probe[] {
  return Object.entries(opened).map(([name, { driver, fault }]) => {
    const check = checks[name] ?? null;
    return { name, driver, fault, check, vital: check !== null };
  });
}

/** Milliseconds. Health must answer within three seconds, whatever hangs. */
const DEADLINE = 2500;
/** Milliseconds for which a result counts: a crowd of checkers must not become load on what they check. */
const FRESH = 1000;
/** Milliseconds for which the result before is good enough while one request looks again. */
const STALE = 10_000;

export interface MonitoringParts extends DeadLetterParts {
  probes: readonly Probe[];
  jobs: () => Promise<JobStatus[]>;
  version: string;
  world: World;
}

/** Looks after the house: what works, what does not. */
export function createMonitoringService(parts: MonitoringParts) {
  const { probes, jobs, outbox, version, world } = parts;
  // Who cannot ask with an administrator's key, because that is what is wrong, finds it in the log.
  for (const { name, fault } of probes)
    if (fault?.status === "misconfigured")
      world.log.error("misconfigured", { dependency: name, reason: fault.reason });
  let last: Omit<Health, "region"> | null = null;
  let renewing = false;

  async function examine(): Promise<Omit<Health, "region">> {
    const [dependencies, work] = await Promise.all([
      Promise.all(probes.map((probe) => ask(probe, world))),
      lookAtWork(),
    ]);
    const broken = probes.filter((_, i) => !["ok", "disabled"].includes(dependencies[i]?.status ?? "down"));
    const behind = work.jobs.some(({ status }) => status === "late" || status === "failing");
    const down = broken.some((probe) => probe.vital);
    const status = down ? "down" : behind || broken.length > 0 ? "degraded" : "ok";
    last = { status, version, checkedAt: world.now(), dependencies, ...work };
    return last;
  }

  /** What the database knows of work; nothing where it does not answer, which its own probe tells. */
  async function lookAtWork(): Promise<Pick<Health, "jobs" | "outbox">> {
    try {
      const looking = Promise.all([jobs(), outbox.count()]);
      world.defer(looking.catch(() => {}));
      const [seen, counted] = await inTime(looking, DEADLINE);
      return { jobs: seen, outbox: counted };
    } catch {
      return { jobs: [] };
    }
  }

  return {
    ...createDeadLetters(parts),

    /** How the house is; no older than a second, or ten while somebody else is just looking. */
    async getHealth(region: string): Promise<Health> {
      const age = last ? world.now() - last.checkedAt : Number.POSITIVE_INFINITY;
      if (last && (age < FRESH || (renewing && age < STALE))) return { ...last, region };
      renewing = true;
      try {
        return { ...(await examine()), region };
      } finally {
        renewing = false;
      }
    },
  };
}

export type MonitoringService = ReturnType<typeof createMonitoringService>;

async function ask(probe: Probe, world: World): Promise<Dependency> {
  const { name, driver, fault, check } = probe;
  if (fault) return { name, driver, status: fault.status, latencyMs: null, reason: fault.reason };
  if (!check) return { name, driver, status: "ok", latencyMs: null };
  const begun = world.now();
  const latencyMs = () => world.now() - begun;
  try {
    const asked = check();
    // What is given up on goes on, and the event must not end before it.
    world.defer(asked.catch(() => {}));
    await inTime(asked, DEADLINE);
    return { name, driver, status: "ok", latencyMs: latencyMs() };
  } catch (cause) {
    world.log.warn("health.probe-failed", { dependency: name, driver, cause });
    return { name, driver, status: "down", latencyMs: latencyMs() };
  }
}
