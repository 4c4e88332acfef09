import { ports } from "./drivers.ts";
import { cronJobs, outboxHandlers } from "./jobs.ts";
import type { PersonHolder } from "./kit/person.ts";
import { createSealedBox } from "./kit/sealed-box.ts";
import type { World } from "./kit/world.ts";
import { openMail } from "./mail.ts";
import { createCron } from "./platform/cron/cron.ts";
import { readJobs } from "./platform/cron/status.ts";
import { createJobStore } from "./platform/cron/store.ts";
import { observeQueries } from "./platform/database/observe.ts";
import { sealedColumns } from "./platform/database/sealed-columns.ts";
import { createEdgeCache } from "./platform/edge-cache.ts";
import type { Env } from "./platform/env.ts";
import { currentEvent } from "./platform/event.ts";
import { openPort, openPorts } from "./platform/fuse-box.ts";
import { createIdempotencyKeys } from "./platform/idempotency-keys.ts";
import { createQueueDoorbell } from "./platform/outbox/doorbell.ts";
import { createOutboxEngine } from "./platform/outbox/engine.ts";
import { tallyQueries } from "./platform/query-log.ts";
import { createRateLimiter } from "./platform/rate-limiter.ts";
import { organisationOf, readHouseSettings, readSettings } from "./platform/settings.ts";
import { createCacheService } from "./rooms/cache/service.ts";
import { createFilesService } from "./rooms/files/service.ts";
import { createFileStore } from "./rooms/files/store.ts";
import { createUploadStore } from "./rooms/files/upload-store.ts";
import { createImagesService, imagePaths } from "./rooms/images/service.ts";
import { createOptimizationStore } from "./rooms/images/store.ts";
import { createMonitoringService, probesOf } from "./rooms/monitoring/service.ts";
import { createAudit } from "./rooms/security/audit.ts";
import { createAuditStore } from "./rooms/security/audit-store.ts";
import { createReseal } from "./rooms/security/reseal.ts";
import { createSealedStore } from "./rooms/security/sealed-store.ts";
import { checkSecrets } from "./rooms/security/secrets.ts";
import { createSecurityService } from "./rooms/security/service.ts";
import { createApiKeyStore } from "./rooms/security/store.ts";

/** Where `npm run dev` puts the house. */
const localOrigin = "http://localhost:8787";

/** The wiring: what every service is made of, and nothing else. */
export function openServices(env: Env, world: World) {
  const settings = readSettings(env);
  const house = readHouseSettings(settings);
  const { sealingKeys, adminApiKey, pseudonymKey, fault } = checkSecrets(house);
  const mailers = openPorts(ports.email, settings, world);
  const events = openPort(ports.emailEvents, settings, world);
  const opened = {
    database: openPort(ports.database, settings, world),
    storage: openPort(ports.storage, settings, world),
    images: openPort(ports.images, settings, world),
    purge: openPort(ports.purge, settings, world),
    email: mailers[0]!,
  };
  const now = () => world.now();
  const requestId = () => currentEvent()?.id ?? null;
  const database = observeQueries(opened.database.port, tallyQueries(world.log), now);
  const storage = opened.storage.port;
  const origin = house.PUBLIC_ORIGIN ?? "https://tov-edge.invalid";
  const purgedEverywhere = !opened.purge.fault && opened.purge.port.reach === "everywhere";
  const edgeCache = createEdgeCache(origin, purgedEverywhere);
  const sealedBox = createSealedBox({ keys: sealingKeys, random: world.random });

  const doorbell = env.OUTBOX_QUEUE ? createQueueDoorbell(env.OUTBOX_QUEUE, now) : null;
  const { outbox, start } = createOutboxEngine(database, doorbell, world);

  const audit = createAudit({ store: createAuditStore(database), world, requestId });
  const shared = { audit, database, world };
  const security = createSecurityService({ store: createApiKeyStore(database), adminApiKey, ...shared });
  const sealed = createSealedStore(database);
  const reseal = createReseal({ store: sealed, columns: sealedColumns, sealedBox, ...shared });
  const cache = createCacheService({ driver: opened.purge.port, edgeCache, origin, ...shared });
  const files = createFilesService({
    files: createFileStore(database),
    uploads: createUploadStore(database),
    cachedPaths: (key) => [`/files/${key}`, ...imagePaths(key)],
    ...{ storage, outbox, cache, pseudonymKey, ...shared },
  });
  const mail = openMail({
    ...{ mailers, events: events.port, storage, files, outbox, sealedBox, pseudonymKey, ...shared },
    organisation: organisationOf(house),
    origin: house.PUBLIC_ORIGIN ?? (house.ENVIRONMENT === "development" ? localOrigin : null),
  });
  const images = createImagesService({
    driver: opened.images.port,
    store: createOptimizationStore(database),
    ...{ files, world },
  });
  const idempotency = createIdempotencyKeys(database, world);

  const { consumer, sweep } = start(outboxHandlers({ cache, ...mail.rooms }));
  const jobs = cronJobs({ sweep, files, email: mail.upkeep, idempotency });
  const jobStore = createJobStore(database);
  const cron = createCron({ jobs, store: jobStore, world });

  const monitoring = createMonitoringService({
    probes: probesOf(
      { ...opened, ...fallOver(mailers), "email/events": events, secrets: { driver: null, fault } },
      {
        database: () => database.first(database.query.selectFrom("must").select("ok")),
        storage: () => storage.head("health/probe"),
      },
    ),
    jobs: () => readJobs(jobs, jobStore, now()),
    version: env.VERSION?.id || "development",
    outbox,
    ...shared,
  });
  /** Every room that holds something of persons. */
  const personHolders: readonly PersonHolder[] = mail.persons;
  const rooms = { ...mail.rooms, cache, files, images, monitoring, security };
  const machinery = { database, edgeCache, sealedBox, outbox, consumer, cron, idempotency };
  const limiter = createRateLimiter(env);
  return {
    house,
    opened,
    world,
    limiter,
    personHolders,
    reseal,
    upkeep: mail.upkeep,
    ...machinery,
    ...rooms,
  };
}

export type Services = ReturnType<typeof openServices>;

/** The mailers behind the first, by their names in the report on health: `email/smtp`. */
function fallOver<Open extends { driver: string | null }>(mailers: readonly Open[]): Record<string, Open> {
  return Object.fromEntries(mailers.slice(1).map((one) => [`email/${one.driver}`, one]));
}
