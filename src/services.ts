import { ports } from "./drivers.ts";
import type { PersonHolder } from "./kit/person.ts";
import { createSealedBox } from "./kit/sealed-box.ts";
import type { World } from "./kit/world.ts";
import { observeQueries } from "./platform/database/observe.ts";
import { sealedColumns } from "./platform/database/sealed-columns.ts";
import { createEdgeCache } from "./platform/edge-cache.ts";
import type { Env } from "./platform/env.ts";
import { currentEvent } from "./platform/event.ts";
import { openPort } from "./platform/fuse-box.ts";
import { createIdempotencyKeys } from "./platform/idempotency-keys.ts";
import { tallyQueries } from "./platform/query-log.ts";
import { createRateLimiter } from "./platform/rate-limiter.ts";
import { readHouseSettings, readSettings } from "./platform/settings.ts";
import { createFilesService } from "./rooms/files/service.ts";
import { createFileStore } from "./rooms/files/store.ts";
import { createUploadStore } from "./rooms/files/upload-store.ts";
import { createImagesService, imagePaths } from "./rooms/images/service.ts";
import { createOptimizationStore } from "./rooms/images/store.ts";
import { createMonitoringService } from "./rooms/monitoring/service.ts";
import { createAudit } from "./rooms/security/audit.ts";
import { createAuditStore } from "./rooms/security/audit-store.ts";
import { createReseal } from "./rooms/security/reseal.ts";
import { createSealedStore } from "./rooms/security/sealed-store.ts";
import { checkSecrets } from "./rooms/security/secrets.ts";
import { createSecurityService } from "./rooms/security/service.ts";
import { createApiKeyStore } from "./rooms/security/store.ts";

/** The wiring: what every service is made of, and nothing else. */
export function openServices(env: Env, world: World) {
  const settings = readSettings(env);
  const house = readHouseSettings(settings);
  const secrets = checkSecrets(house);
  const opened = {
    database: openPort(ports.database, settings, world),
    storage: openPort(ports.storage, settings, world),
    images: openPort(ports.images, settings, world),
  };
  const database = observeQueries(opened.database.port, tallyQueries(world.log), () => world.now());
  const storage = opened.storage.port;
  const cache = createEdgeCache(house.PUBLIC_ORIGIN ?? "https://tov-edge.invalid");
  const sealedBox = createSealedBox({ keys: secrets.sealingKeys, random: world.random });
  const audit = createAudit({
    store: createAuditStore(database),
    world,
    requestId: () => currentEvent()?.id ?? null,
  });
  const shared = { audit, database, world };
  const { adminApiKey } = secrets;
  const security = createSecurityService({ store: createApiKeyStore(database), adminApiKey, ...shared });
  const reseal = createReseal({
    store: createSealedStore(database),
    columns: sealedColumns,
    sealedBox,
    ...shared,
  });
  const files = createFilesService({
    storage,
    files: createFileStore(database),
    uploads: createUploadStore(database),
    ...shared,
    cache,
    cachedPaths: (key) => [`/files/${key}`, ...imagePaths(key)],
    pseudonymKey: secrets.pseudonymKey,
  });
  const images = createImagesService({
    driver: opened.images.port,
    store: createOptimizationStore(database),
    files,
    world,
  });
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
      { name: "secrets", vital: false, driver: null, fault: secrets.fault, check: null },
    ],
    version: env.VERSION?.id || "development",
    world,
  });
  const idempotency = createIdempotencyKeys(database, world);
  const limiter = createRateLimiter(env);
  /** Every room that holds something of persons. */
  const personHolders: readonly PersonHolder[] = [];
  const common = { house, opened, world, cache, database, sealedBox, idempotency, limiter };
  return { ...common, files, images, monitoring, personHolders, reseal, security };
}

export type Services = ReturnType<typeof openServices>;
