import { env } from "cloudflare:workers";
import { anonymous, type Caller } from "../../src/kit/caller.ts";
import type { Database } from "../../src/platform/database/port.ts";
import { createEdgeCache, type EdgeCache } from "../../src/platform/edge-cache.ts";
import { local } from "../../src/rooms/cache/drivers/local.ts";
import { createCacheService } from "../../src/rooms/cache/service.ts";
import type { StorageDriver } from "../../src/rooms/files/driver.ts";
import { r2 } from "../../src/rooms/files/drivers/r2.ts";
import type { NewUpload } from "../../src/rooms/files/schema.ts";
import { createFilesService, type FilesService } from "../../src/rooms/files/service.ts";
import { createFileStore } from "../../src/rooms/files/store.ts";
import { createUploadStore } from "../../src/rooms/files/upload-store.ts";
import type { Uploader } from "../../src/rooms/files/uploads.ts";
import { intercept, type Wrap } from "./faults.ts";
import { origin } from "./open-house.ts";
import { openOutbox } from "./outbox.ts";
import { openAudit } from "./security-room.ts";
import { createTestWorld, type TestWorld } from "./test-world.ts";

export const cache = createEdgeCache(origin, false);

/** The real store of this test file. */
export function openStorage(world: TestWorld = createTestWorld()): StorageDriver {
  return r2.open(r2.settings.parse({ FILES_BUCKET: env.FILES_BUCKET, ENVIRONMENT: "development" }), world);
}

/** Every key in the store that begins so. */
export async function keysBelow(prefix: string): Promise<string[]> {
  return (await openStorage().list(prefix)).objects.map(({ key }) => key);
}

/** For the beginning of a test that looks at all that is left. */
export async function emptyStorage(): Promise<void> {
  await openStorage().delete(await keysBelow(""));
}

/** The real cache, except that something happens right before an answer goes into it. */
export function beforeFilling(real: EdgeCache, happens: () => Promise<unknown>): EdgeCache {
  return intercept(async (perform, name) => {
    if (name === "put") await happens();
    return perform();
  })(real);
}

/** The files room on real ports; `wrap` puts faults between the room and them. */
export function openFilesRoom(
  database: Database,
  world: TestWorld,
  wrap: Wrap = (port) => port,
): FilesService {
  const wrapped = wrap(database);
  return createFilesService({
    storage: wrap(openStorage(world)),
    database: wrapped,
    files: createFileStore(wrapped),
    uploads: createUploadStore(wrapped),
    world,
    audit: openAudit(wrapped, world),
    outbox: openOutbox(wrapped, world, []).outbox,
    cache: createCacheService({
      driver: local.open({}, world),
      edgeCache: wrap(cache),
      origin,
      audit: openAudit(wrapped, world),
      database: wrapped,
    }),
    cachedPaths: (key) => [`/files/${key}`],
    pseudonymKey: "0123456789abcdef",
  });
}

export const staff: Caller = { id: "staff", scopes: new Set(["admin"]) };

export function uploaderOf(caller: Caller, address = "203.0.113.7"): Uploader {
  return { caller, address, origin };
}

export const visitor = uploaderOf(anonymous);

/** An upload whose bytes have arrived and nobody has looked at yet; answers its id. */
export async function arrive(
  files: FilesService,
  bytes: Uint8Array<ArrayBuffer>,
  announced: Omit<NewUpload, "size">,
  uploader: Uploader = uploaderOf(staff),
): Promise<string> {
  const size = bytes.byteLength;
  const { id } = await files.beginUpload(uploader, { ...announced, size });
  await openStorage().put(`incoming/${id}`, bytes, { size, type: announced.contentType });
  return id;
}
