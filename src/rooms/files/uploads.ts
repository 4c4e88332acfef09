import type { Caller } from "../../kit/caller.ts";
import type { World } from "../../kit/world.ts";
import type { Database } from "../../platform/database/port.ts";
import { databaseGuardFailed } from "../../platform/database/problems.ts";
import type { Audit } from "../security/service.ts";
import { checkAnnouncement } from "./announcement.ts";
import { collectionOf } from "./collections.ts";
import type { StorageDriver } from "./driver.ts";
import { sanitizeFilename } from "./filename.ts";
import { fileNotFound, uploadExpired } from "./problems.ts";
import { refuseQuota, spendQuota } from "./quota.ts";
import { requireReadable, requireWrite } from "./rights.ts";
import type { NewUpload, PartsGiven, UploadView } from "./schema.ts";
import type { FileStore } from "./store.ts";
import { incomingKey, partCountOf, partSizeOf, SINGLE_PUT, signPart } from "./upload-plan.ts";
import type { UploadRow, UploadStore } from "./upload-store.ts";

/** Milliseconds that an upload may take from beginning to completion. */
const OPEN_FOR = 24 * 60 * 60 * 1000;
/** Bytes a part: 5 GiB make 320 of them. */
const PART_SIZE = 16 * 1024 * 1024;
/** How many parts are signed at once. */
const SIGNED_AT_ONCE = 100;

export interface UploadsParts {
  storage: StorageDriver;
  files: FileStore;
  uploads: UploadStore;
  database: Database;
  world: World;
  audit: Pick<Audit, "record">;
  /** Keys the hashes that stand for addresses; null where the operator has set none. */
  pseudonymKey: string | null;
}

/** Who uploads, and from where. */
export interface Uploader {
  caller: Caller;
  address: string;
  /** The origin that the browser used. */
  origin: string;
}

/** The first half of an upload: from its announcement to the signed URLs. */
export function createUploads({ storage, files, uploads, database, world, pseudonymKey }: UploadsParts) {
  /** The upload, if it is the caller's own. Whoever has no key proves it by knowing the id. */
  async function own(caller: Caller, id: string): Promise<UploadRow> {
    const row = await uploads.find(id);
    if (!row || row.created_by !== caller.id) throw fileNotFound();
    return row;
  }

  async function announce(uploader: Uploader, input: NewUpload, inParts: boolean): Promise<UploadRow> {
    const { caller, address } = uploader;
    const collection = collectionOf(input.collection);
    requireWrite(caller, collection);
    checkAnnouncement(input, collection);
    if (input.replaces !== undefined) await requireReplaceable(caller, input.replaces, input.collection);
    const id = world.newId();
    const now = world.now();
    const options = { type: input.contentType, storageClass: collection.storageClass };
    const row: UploadRow = {
      id,
      collection: input.collection,
      name: sanitizeFilename(input.filename),
      type: input.contentType,
      size: input.size,
      sha256: input.sha256 ?? null,
      multipart_id: inParts ? await storage.beginParts(incomingKey(id), options) : null,
      part_size: inParts ? PART_SIZE : null,
      replaces: input.replaces ?? null,
      state: "waiting",
      file_id: null,
      object_key: null,
      refusal: null,
      created_at: now,
      created_by: caller.id,
      expires_at: now + OPEN_FOR,
      version: 1,
    };
    const { dailyQuota } = collection;
    const spending = { collection: input.collection, address, bytes: input.size, now, pseudonymKey };
    const spend = caller.id === null && dailyQuota ? await spendQuota(uploads, dailyQuota, spending) : [];
    try {
      await database.atomically([...spend, uploads.insert(row)]);
    } catch (error) {
      if (row.multipart_id !== null) await storage.abortParts(incomingKey(id), row.multipart_id);
      throw databaseGuardFailed.matches(error) ? refuseQuota(now) : error;
    }
    return row;
  }

  async function requireReplaceable(caller: Caller, id: string, collection: string): Promise<void> {
    const replaced = requireReadable(caller, await files.find(id));
    if (replaced.collection !== collection || replaced.deleted_at !== null) throw fileNotFound();
  }

  async function view(row: UploadRow, origin: string): Promise<UploadView> {
    const partCount = partCountOf(row);
    const numbers = Array.from({ length: Math.min(partCount, SIGNED_AT_ONCE) }, (_, index) => index + 1);
    const parts =
      row.state === "waiting" ? await Promise.all(numbers.map((n) => signPart(storage, row, n, origin))) : [];
    const state = row.state as UploadView["state"];
    return { id: row.id, state, expiresAt: row.expires_at, partSize: partSizeOf(row), partCount, parts };
  }

  return {
    own,

    /** Begins an upload whose bytes pass through the Worker. */
    announce: (uploader: Uploader, input: NewUpload): Promise<UploadRow> => announce(uploader, input, false),

    /** @throws `files-may-not-write`, `files-too-large`, `files-type-not-allowed`, `files-quota-exceeded`: before a byte moves. */
    async begin(uploader: Uploader, input: NewUpload): Promise<UploadView> {
      return view(await announce(uploader, input, input.size > SINGLE_PUT), uploader.origin);
    },

    /** The upload as it was begun, signed afresh. */
    async see(uploader: Uploader, id: string): Promise<UploadView> {
      return view(await own(uploader.caller, id), uploader.origin);
    },

    /** Signs parts (again), and tells which have arrived. Numbers past the last part are left out. */
    async giveParts(uploader: Uploader, id: string, partNumbers: readonly number[]): Promise<PartsGiven> {
      const row = await own(uploader.caller, id);
      if (row.expires_at <= world.now()) throw uploadExpired();
      const { origin } = uploader;
      const key = incomingKey(id);
      const numbers = row.state === "waiting" ? partNumbers.filter((n) => n <= partCountOf(row)) : [];
      const parts = await Promise.all(numbers.map((n) => signPart(storage, row, n, origin)));
      if (row.multipart_id !== null) {
        const arrived = (await storage.listParts(key, row.multipart_id, { origin })) ?? [];
        return { parts, arrived: arrived.map(({ partNumber, size }) => ({ partNumber, size })) };
      }
      const object = await storage.head(key);
      return { parts, arrived: object ? [{ partNumber: 1, size: object.size }] : [] };
    },
  };
}

export type Uploads = ReturnType<typeof createUploads>;
