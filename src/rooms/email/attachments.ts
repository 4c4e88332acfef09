import type { Caller } from "../../kit/caller.ts";
import { fileNotFound } from "../files/problems.ts";
import type { FilesService } from "../files/service.ts";
import type { Attachment } from "./driver.ts";
import { attachmentsTooLarge } from "./problems.ts";

/** Bytes of all attachments of an e-mail. */
const MOST = 10 * 1024 * 1024;

/** Whoever attached a file was allowed to read it then; to send it later it is opened by the house itself. */
const house: Caller = { id: "email", scopes: new Set(["admin"]) };

/** Files that go along with e-mails. */
export function createAttachments(files: Pick<FilesService, "getAvailableFile" | "openFile">) {
  return {
    /** @throws `files-not-found` for what the caller may not read, `email-attachments-too-large` */
    async check(caller: Caller, ids: readonly string[]): Promise<void> {
      let size = 0;
      for (const id of ids) size += (await files.getAvailableFile(caller, id)).size;
      if (size > MOST) throw attachmentsTooLarge({ errors: [{ pointer: "/body/attachments", detail }] });
    },

    /** @throws what `isAttachmentGone` knows for a file that was deleted meanwhile */
    async load(ids: readonly string[]): Promise<Attachment[]> {
      const loaded: Attachment[] = [];
      // One after the other: a request has six connections, and all of them are held in memory.
      for (const id of ids) {
        const { row, object } = await files.openFile(house, id);
        const bytes = new Uint8Array(await new Response(object.body).arrayBuffer());
        loaded.push({ name: row.name, type: row.type, bytes });
      }
      return loaded;
    },
  };
}

export type Attachments = ReturnType<typeof createAttachments>;

/** Whether what was thrown says that an attached file is not there any more; it may be restored for a while. */
export const isAttachmentGone = (error: unknown): boolean => fileNotFound.matches(error);

const detail = { ko: "첨부 파일은 모두 합해 10 MiB까지입니다.", en: "Attachments may have 10 MiB in all." };
