import type { Problem } from "../../kit/problem.ts";
import { collectionOf } from "./collections.ts";
import type { StoredObject } from "./driver.ts";
import { type Inspected, inspect, verifySha256 } from "./inspection.ts";
import { changedMeanwhile, notArrived, uploadMismatch } from "./problems.ts";
import { isRefusal, toText } from "./refusal.ts";
import { incomingKey, partCountOf } from "./upload-plan.ts";
import type { UploadRow } from "./upload-store.ts";
import type { UploadsParts } from "./uploads.ts";

/** What has come for an upload, and whether it may stay. */
export function createArrival({ storage, uploads, database }: UploadsParts) {
  /** The bytes in `incoming/`, joined if they came in parts. @throws `files-not-arrived` */
  async function arrived(row: UploadRow, origin: string): Promise<StoredObject> {
    const key = incomingKey(row.id);
    const whole = await storage.head(key);
    if (whole) return whole;
    if (row.multipart_id === null) throw notArrived();
    const parts = await storage.listParts(key, row.multipart_id, { origin });
    if (!parts) throw changedMeanwhile();
    const missing = partCountOf(row) - parts.length;
    if (missing > 0) {
      throw notArrived({
        detail: { ko: `${missing}개 조각이 아직 없습니다.`, en: `${missing} parts are missing.` },
      });
    }
    const object = await storage.finishParts(key, row.multipart_id, parts);
    if (!object) throw changedMeanwhile();
    return object;
  }

  /** @throws what refuses the bytes: for good, and they are gone then. */
  async function check(row: UploadRow, object: StoredObject): Promise<Inspected> {
    try {
      if (object.size !== row.size) {
        const detail = {
          ko: `${row.size}바이트라고 했으나 ${object.size}바이트가 왔습니다.`,
          en: `${row.size} bytes were announced and ${object.size} came.`,
        };
        throw uploadMismatch({ detail, errors: [{ pointer: "/body/size", detail }] });
      }
      const inspected = await inspect(storage, object, collectionOf(row.collection));
      if (row.sha256 !== null) await verifySha256(storage, object, row.sha256);
      return inspected;
    } catch (error) {
      if (isRefusal(error)) await refuse(row, error);
      throw error;
    }
  }

  /** The verdict is kept, so that asking again answers the same; the bytes are not. */
  async function refuse(row: UploadRow, problem: Problem): Promise<void> {
    const refused = uploads.update(row, { state: "refused", refusal: toText(problem) });
    // Else the verdict is up to whoever was faster.
    if (await database.attempt([refused])) await storage.delete([incomingKey(row.id)]);
  }

  return { arrived, check };
}
