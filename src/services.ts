import { ports } from "./drivers.ts";
import { cronJobs, outboxHandlers } from "./jobs.ts";
import { createSealedBox } from "./kit/sealed-box.ts";
import type { World } from "./kit/world.ts";
import { createCron } from "./platform/cron/cron.ts";
import { readJobs } from "./platform/cron/status.ts";
import { createJobStore } from "./platform/cron/store.ts";
import { observeQueries } from "./platform/database/observe.ts";
import { createEdgeCache } from "./platform/edge-cache.ts";
import type { Env } from "./platform/env.ts";
import { currentEvent } from "./platform/event.ts";
import { openPort } from "./platform/fuse-box.ts";
import { createIdempotencyKeys } from "./platform/idempotency-keys.ts";
import { createCircuitStore } from "./platform/outbox/circuit-store.ts";
import { createConsumer } from "./platform/outbox/consumer.ts";
import { createQueueDoorbell } from "./platform/outbox/doorbell.ts";
import { createOutbox } from "./platform/outbox/outbox.ts";
import { createMessageStore } from "./platform/outbox/store.ts";
import { createSweep } from "./platform/outbox/sweep.ts";
import { tallyQueries } from "./platform/query-log.ts";
import { createRateLimiter } from "./platform/rate-limiter.ts";
import { readHouseSettings, readSettings } from "./platform/settings.ts";
import { createCacheService } from "./rooms/cache/service.ts";
import { createEmailService } from "./rooms/email/service.ts";
import { createEmailStore } from "./rooms/email/store.ts";
import { createFilesService } from "./rooms/files/service.ts";
import { createFileStore } from "./rooms/files/store.ts";
import { createUploadStore } from "./rooms/files/upload-store.ts";
import { createImagesService, imagePaths } from "./rooms/images/service.ts";
import { createOptimizationStore } from "./rooms/images/store.ts";
import { createMonitoringService } from "./rooms/monitoring/service.ts";
import { createAudit } from "./rooms/security/audit.ts";
import { createAuditStore } from "./rooms/security/audit-store.ts";
import { checkSecrets } from "./rooms/security/secrets.ts";
import { createSecurityService } from "./rooms/security/service.ts";
import { createApiKeyStore } from "./rooms/security/store.ts";

/** The wiring: what every service is made of, and nothing else. */
export function openServices(env: Env, world: World) {
  const settings = readSettings(env);
  const house = readHouseSettings(settings);
  const { sealingKeys, adminApiKey, pseudonymKey, fault } = checkSecrets(house);
  const opened = {
    database: openPort(ports.database, settings, world),
    storage: openPort(ports.storage, settings, world),
    images: openPort(ports.images, settings, world),
    purge: openPort(ports.purge, settings, world),
    email: openPort(ports.email, settings, world),
  };
  const now = () => world.now();
  const requestId = () => currentEvent()?.id ?? null;
  const database = observeQueries(opened.database.port, tallyQueries(world.log), now);
  const storage = opened.storage.port;
  const origin = house.PUBLIC_ORIGIN ?? "https://tov-edge.invalid";
  const purgedEverywhere = !opened.purge.fault && opened.purge.port.reach === "everywhere";
  const edgeCache = createEdgeCache(origin, purgedEverywhere);
  const sealedBox = createSealedBox({ keys: sealingKeys, random: world.random });

  const messages = createMessageStore(database);
  const doorbell = env.OUTBOX_QUEUE ? createQueueDoorbell(env.OUTBOX_QUEUE, now) : null;
  const outbox = createOutbox({ database, messages, doorbell, world });

  const audit = createAudit({ store: createAuditStore(database), world, requestId });
  const apiKeys = createApiKeyStore(database);
  const security = createSecurityService({ store: apiKeys, audit, database, world, adminApiKey });
  const cache = createCacheService({ driver: opened.purge.port, edgeCache, origin });
  const email = createEmailService({
    driver: opened.email.port,
    store: createEmailStore(database),
    ...{ database, outbox, sealedBox, world },
  });
  const files = createFilesService({
    files: createFileStore(database),
    uploads: createUploadStore(database),
    cachedPaths: (key) => [`/files/${key}`, ...imagePaths(key)],
    ...{ storage, database, outbox, world, audit, cache, pseudonymKey },
  });
  const images = createImagesService({
    driver: opened.images.port,
    store: createOptimizationStore(database),
    ...{ files, world },
  });
  const idempotency = createIdempotencyKeys(database, world);

  const circuits = createCircuitStore(database);
  const handlers = outboxHandlers({ cache, email });
  const consumer = createConsumer({ database, messages, circuits, doorbell, handlers, world });
  const jobs = cronJobs({ sweep: createSweep({ messages, doorbell, consumer, world }), files, idempotency });
  const jobStore = createJobStore(database);
  const cron = createCron({ jobs, store: jobStore, world });

  const monitoring = createMonitoringService({
    probes: [
      {
        name: "database",
        vital: true,
        ...opened.database,
        check: () => database.first(database.query.selectFrom("must").select("ok")),
      },
      { name: "storage", vital: true, ...opened.storage, check: () => storage.head("health/probe") },
      { name: "images", vital: false, ...opened.images, check: null },
      { name: "purge", vital: false, ...opened.purge, check: null },
      { name: "email", vital: false, ...opened.email, check: null },
      { name: "secrets", vital: false, driver: null, fault, check: null },
    ],
    jobs: () => readJobs(jobs, jobStore, now()),
    version: env.VERSION?.id || "development",
    ...{ outbox, audit, database, world },
  });
  const rooms = { cache, email, files, images, monitoring, security };
  const machinery = { database, edgeCache, sealedBox, outbox, consumer, cron, idempotency };
  return { house, opened, world, limiter: createRateLimiter(env), ...machinery, ...rooms };
}

export type Services = ReturnType<typeof openServices>;
