import type { SealedBox } from "../../../kit/sealed-box.ts";
import type { World } from "../../../kit/world.ts";
import type { Dispatch, Errand, Progress } from "../dispatch.ts";
import type { Attachment, Content, Recipient, Slot } from "../driver.ts";
import { dataOf } from "../service.ts";
import { slotsOf } from "../slots.ts";
import type { EmailRow } from "../store.ts";
import type { BatchRow, BatchStore } from "./batch-store.ts";

/** Milliseconds after which a run lets another go on, and calls that it makes at most: fifty subrequests are all it has. */
const RUN = 25_000;
const CALLS = 5;

export interface SendingParts {
  batches: BatchStore;
  dispatch: Dispatch;
  sealedBox: Pick<SealedBox, "open">;
  /** What all e-mails of a batch say, with slots where recipients have something of their own. */
  render(batch: BatchRow, slots: readonly Slot[]): Promise<Content>;
  attach(batch: BatchRow): Promise<readonly Attachment[]>;
  /** What an e-mail of the batch has besides its recipient's own values: the link that ends the subscription. */
  extras(batch: BatchRow, row: EmailRow): Promise<Pick<Recipient, "values" | "headers">>;
  world: World;
}

/** Sends what a batch has queued, a run at a time. */
export function createSending(parts: SendingParts) {
  const { batches, dispatch, sealedBox, world } = parts;

  /** Rendered once a run, however many calls it makes. */
  async function prepare(batch: BatchRow) {
    const names: string[] = JSON.parse(batch.variables);
    const slots = slotsOf([...names, ...extraNames(batch)], world.newId().slice(-12));
    const [content, attachments] = [await parts.render(batch, slots), await parts.attach(batch)];
    const common = { template: batch.template, content, slots, attachments };
    return { ...common, tracked: batch.purpose === "advertisement" };
  }

  async function toRecipient(batch: BatchRow, row: EmailRow): Promise<Recipient> {
    const { id, recipient: email, recipient_name: name } = row;
    const own = row.data === null ? {} : JSON.parse(await sealedBox.open(row.data, dataOf(id)));
    const { values, headers } = await parts.extras(batch, row);
    const to = { email, ...(name !== null && { name }) };
    return { id, to, values: { ...own, ...values }, headers };
  }

  return {
    /** Of a batch that is called back: what became of its calls; answers when to ask again, null when nothing is open. */
    settle: ({ id }: BatchRow) => dispatch.settleBatch(id),

    /** @throws the last driver's problem when none takes anything */
    async run(given: BatchRow): Promise<{ batch: BatchRow; progress: Progress }> {
      let batch = given;
      let prepared: Awaited<ReturnType<typeof prepare>> | undefined;
      const begun = { state: "sending", started_at: given.started_at ?? world.now(), waiting_for: null };
      const errand: Errand = {
        scope: { batch: given.id },
        untouched: given.started_at === null,
        repeatUnknown: false,
        guard: (rows, claim) => batches.updateClaimed(batch, begun, claim, rows.length),
        claimed() {
          batch = { ...batch, ...begun, version: batch.version + 1 };
        },
        async compose(rows) {
          prepared ??= await prepare(batch);
          return { ...prepared, recipients: await Promise.all(rows.map((row) => toRecipient(batch, row))) };
        },
      };
      const progress = await dispatch.run(errand, { calls: CALLS, until: world.now() + RUN });
      return { batch, progress };
    },
  };
}

/** What e-mails of the batch have beside their variables. */
const extraNames = ({ purpose }: BatchRow) => (purpose === "advertisement" ? ["unsubscribe"] : []);
