import type { CronJob } from "./platform/cron/job.ts";
import { type Handler, on } from "./platform/outbox/handler.ts";
import type { Sweep } from "./platform/outbox/sweep.ts";
import type { CacheService } from "./rooms/cache/service.ts";
import { purgePaths } from "./rooms/cache/topics.ts";
import type { BatchService } from "./rooms/email/batches/service.ts";
import type { EmailService } from "./rooms/email/service.ts";
import { deliverEmail, goOnWithBatch } from "./rooms/email/topics.ts";
import type { EmailUpkeep } from "./rooms/email/upkeep.ts";
import type { FilesService } from "./rooms/files/service.ts";

interface Receivers {
  cache: CacheService;
  email: EmailService;
  batches: BatchService;
}

/** What the outbox sets off: a topic, and the one service call that it stands for. */
export function outboxHandlers({ cache, email, batches }: Receivers): Handler[] {
  return [
    on(purgePaths, ({ paths }) => cache.purgePaths(paths)),
    on(deliverEmail, (payload) => email.deliver(payload.email, payload.turn)),
    on(goOnWithBatch, ({ batch, turn }) => batches.goOn(batch, turn)),
  ];
}

/** What the clock sets off: how often, by the Korean calendar, and the one service call that it stands for. */
export function cronJobs(services: {
  sweep: Sweep;
  files: FilesService;
  email: EmailUpkeep;
  idempotency: { sweep(): Promise<object> };
}): CronJob[] {
  const { sweep, files, email, idempotency } = services;
  return [
    { name: "outbox.wake-stuck", period: { every: "five-minutes" }, run: () => sweep.wakeStuck() },
    { name: "outbox.forget-done", period: { every: "hour" }, run: () => sweep.forgetDone() },
    { name: "files.sweep", period: { every: "hour" }, run: () => files.sweep() },
    { name: "email.upkeep", period: { every: "hour" }, run: () => email.hourly() },
    { name: "email.forget", period: { every: "day", at: 3 }, run: () => email.daily() },
    { name: "idempotency.sweep", period: { every: "hour" }, run: () => idempotency.sweep() },
  ];
}
