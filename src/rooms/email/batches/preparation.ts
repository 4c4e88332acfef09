import type { SealedBox } from "../../../kit/sealed-box.ts";
import type { World } from "../../../kit/world.ts";
import type { Step } from "../../../platform/database/port.ts";
import { digestOf, domainOf } from "../address.ts";
import { dataOf } from "../service.ts";
import type { EmailStore } from "../store.ts";
import type { BatchRow, BatchStore } from "./batch-store.ts";

/** Recipients as an audience hands them out. */
export interface AudienceRecipient {
  readonly email: string;
  readonly name: string | null;
  readonly data: Readonly<Record<string, string>>;
}

export interface AudiencePage {
  readonly recipients: readonly AudienceRecipient[];
  /** Where the next page begins; null behind the last. */
  readonly next: string | null;
}

export interface PreparationParts {
  batches: BatchStore;
  store: EmailStore;
  sealedBox: Pick<SealedBox, "seal">;
  /** A thousand recipients at most, from there on; the cursor is empty at the beginning. */
  read(batch: BatchRow, cursor: string): Promise<AudiencePage>;
  /** Takes those of the e-mails out of the queue whose recipients have not agreed to them, and notes the others' consent. */
  applyConsents(batch: BatchRow, ids: readonly string[], now: number): readonly Step[];
  attempt(steps: readonly Step[]): Promise<boolean>;
  world: World;
}

/** Characters of JSON a query: D1 takes 2 MB, and a character is up to three bytes. */
const LONGEST = 600_000;

/** Records the recipients of a batch, a page at a time. */
export function createPreparation(parts: PreparationParts) {
  const { batches, store, sealedBox, world } = parts;

  async function toRow(batch: BatchRow, { email, name, data }: AudienceRecipient) {
    const id = world.newId();
    return {
      id,
      template: batch.template,
      language: batch.language,
      recipient: email,
      recipient_digest: await digestOf(email),
      recipient_domain: domainOf(email),
      recipient_name: name,
      purpose: batch.purpose,
      batch_id: batch.id,
      // Sealed also where it says nothing: what is there can be sent again, and what is forgotten cannot.
      data: await sealedBox.seal(JSON.stringify(data), dataOf(id)),
      state: "queued",
      created_at: batch.created_at,
      created_by: batch.created_by,
      version: 1,
    };
  }

  return {
    /** Records the next page; null when somebody else was faster, or the batch is not wanted any more. */
    async step(batch: BatchRow): Promise<BatchRow | null> {
      const { recipients, next } = await parts.read(batch, batch.cursor ?? "");
      const rows = await Promise.all(recipients.map((recipient) => toRow(batch, recipient)));
      const changes = {
        cursor: next,
        recipients: batch.recipients + rows.length,
        ...(next === null && { state: "scheduled" }),
      };
      const now = world.now();
      const ids = rows.map(({ id }) => id);
      const recorded = await parts.attempt([
        batches.update(batch, changes),
        ...pieces(rows).map((piece) => store.insertAll(piece)),
        store.suppress(ids, now),
        ...parts.applyConsents(batch, ids, now),
      ]);
      return recorded ? { ...batch, ...changes, version: batch.version + 1 } : null;
    },
  };
}

/** Rows in pieces of which each fits into a query. */
function pieces<Row extends object>(rows: readonly Row[]): Row[][] {
  const found: Row[][] = [];
  let length = LONGEST;
  for (const row of rows) {
    const own = JSON.stringify(row).length;
    if (length + own > LONGEST) {
      found.push([]);
      length = 0;
    }
    found.at(-1)!.push(row);
    length += own;
  }
  return found;
}
