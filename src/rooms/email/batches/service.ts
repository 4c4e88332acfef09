import type { SealedBox } from "../../../kit/sealed-box.ts";
import type { World } from "../../../kit/world.ts";
import type { Database } from "../../../platform/database/port.ts";
import type { Outbox } from "../../../platform/outbox/outbox.ts";
import type { Attachments } from "../attachments.ts";
import type { ConsentLinks } from "../consents/links.ts";
import type { ConsentStore } from "../consents/store.ts";
import type { Dispatch } from "../dispatch.ts";
import type { EmailDriver } from "../driver.ts";
import { type Organisation, requireSender } from "../organisation.ts";
import { emailState } from "../schema.ts";
import type { Sender } from "../service.ts";
import type { EmailRow, EmailStore } from "../store.ts";
import { ownVariables } from "../template-data.ts";
import { renderMailing } from "../templates.ts";
import type { Audiences } from "./audience.ts";
import type { AudienceReport } from "./audience-input.ts";
import type { BatchRow, BatchStore } from "./batch-store.ts";
import { createBatches } from "./batches.ts";
import type { NewBatch } from "./new-batch.ts";
import { createPreparation } from "./preparation.ts";
import type { Batch, RecipientState } from "./schema.ts";
import { createSending } from "./sending.ts";

export interface BatchParts {
  /** In the order in which they are tried. */
  drivers: readonly EmailDriver[];
  batches: BatchStore;
  store: EmailStore;
  dispatch: Dispatch;
  audiences: Audiences;
  consents: Pick<ConsentStore, "confirmedAfter" | "applyConsents">;
  links: ConsentLinks;
  attachments: Attachments;
  organisation: Organisation;
  sealedBox: Pick<SealedBox, "seal" | "open">;
  database: Database;
  outbox: Pick<Outbox, "commit" | "alive">;
  world: World;
}

/** Where the recipients of a batch come from, as its row says. */
type Source = { readonly object: string } | { readonly consents: string };

/** Batches of e-mails: what one says, whom it is for, and how it gets on. */
export function createBatchService(parts: BatchParts) {
  const { drivers, attachments, audiences, consents, links, organisation, sealedBox, world } = parts;

  async function read(batch: BatchRow, cursor: string) {
    const source: Source = JSON.parse(batch.audience);
    const after = cursor === "" ? null : cursor;
    if ("object" in source) {
      const page = await audiences.read(source.object, after);
      if (!page) throw new Error("The audience of a batch is gone.");
      return page;
    }
    const rows = await consents.confirmedAfter(source.consents, after, PAGE);
    const recipients = rows.map(({ address: email, name }) => ({ email, name, data: {} }));
    return { recipients, next: rows.length === PAGE ? rows.at(-1)!.id : null };
  }

  const applyConsents = (
    { id, consent_purpose: purpose }: BatchRow,
    ids: readonly string[] | null,
    now: number,
  ) => (purpose === null ? [] : consents.applyConsents({ id, purpose, now }, ids));

  const preparation = createPreparation({
    ...parts,
    read,
    applyConsents,
    attempt: (steps) => parts.database.attempt(steps),
  });

  const sending = createSending({
    ...parts,
    async render({ id, template, language, purpose, data: sealed }, slots) {
      const data = JSON.parse(await sealedBox.open(sealed!, sharedDataOf(id)));
      const unsubscribeUrl = slots.find(({ name }) => name === "unsubscribe")?.inText;
      const frame = { purpose: purpose as Batch["purpose"], organisation };
      const framed = unsubscribeUrl === undefined ? frame : { ...frame, unsubscribeUrl };
      return renderMailing({ template, language, data, slots, frame: framed });
    },
    attach: (batch) => attachments.load(JSON.parse(batch.attachments)),
    async extras({ purpose }, { consent_id: consent }) {
      if (purpose !== "advertisement") return { values: {}, headers: {} };
      // What is let through to here has a consent.
      const [unsubscribe, headers] = await Promise.all([
        links.unsubscribeUrl(consent!),
        links.listUnsubscribeHeaders(consent!),
      ]);
      return { values: { unsubscribe }, headers };
    },
  });

  const batches = createBatches({
    ...{ ...parts, preparation, sending },
    applyConsents: (batch, now) => applyConsents(batch, null, now),
  });

  /** Checks a list and keeps it; whoever has agreed is read when the time comes. */
  async function keepAudience(
    id: string,
    input: NewBatch,
  ): Promise<{ source: Source; report: AudienceReport }> {
    const { audience, variables, skipUnusable } = input;
    if ("consents" in audience) return { source: audience, report: nothingRefused };
    const object = audiences.keyOf(id);
    const possible = ownVariables(input.template, input.data);
    const wanted = new Map(variables.map((name) => [name, possible.get(name)!]));
    const report = await audiences.write(object, audience, { variables: wanted, skipUnusable });
    return { source: { object }, report };
  }

  return {
    ...batches,

    /** To whom a batch goes, in the order of their rows. @throws `email-batch-not-found` */
    async recipients(id: string, state: string | null, limit: number, after: string | null) {
      await batches.get(id);
      const rows = await parts.batches.recipients(id, state, limit, after);
      return rows.map(toRecipientState);
    },

    /**
     * Records a batch. With the same id it is recorded once, however often it is asked for.
     * @throws `email-audience-unusable`, `files-not-found`, `email-attachments-too-large`, `vendor-misconfigured`
     */
    async createBatch(input: NewBatch, by: Sender): Promise<Batch> {
      // A port that is switched off says so before anything is recorded that it would never send.
      for (const driver of drivers) void driver.name;
      if (input.purpose === "advertisement") requireSender(organisation);
      await attachments.check(by.caller, input.attachments);
      const id = by.id ?? world.newId();
      const { source, report } = await keepAudience(id, input);
      const now = world.now();
      return batches.create({
        ...{
          id,
          name: input.name,
          template: input.template,
          language: input.language,
          purpose: input.purpose,
        },
        consent_purpose: consentPurposeOf(input),
        data: await sealedBox.seal(JSON.stringify(input.data), sharedDataOf(id)),
        variables: JSON.stringify(input.variables),
        attachments: JSON.stringify(input.attachments),
        ...{ audience: JSON.stringify(source), cursor: "", report: JSON.stringify(report), recipients: 0 },
        ...{ state: "preparing", waiting_for: null, turn: 1, send_at: input.sendAt ?? now, created_at: now },
        ...{ created_by: by.caller.id, started_at: null, finished_at: null, version: 1 },
      });
    },

    /** Removes the lists of recipients of batches that have recorded all of them, and those that a crash left behind. */
    async forgetAudiences(): Promise<{ forgotten: number }> {
      const { keys } = await audiences.old(null);
      const ids = keys.map((key) => key.slice(key.lastIndexOf("/") + 1)).slice(0, 90);
      const wanted = new Set((await parts.batches.preparing(ids)).map(({ id }) => audiences.keyOf(id)));
      const gone = ids.map((id) => audiences.keyOf(id)).filter((key) => !wanted.has(key));
      for (const key of gone.slice(0, MOST_FORGOTTEN)) await audiences.forget(key);
      return { forgotten: Math.min(gone.length, MOST_FORGOTTEN) };
    },
  };
}

export type BatchService = ReturnType<typeof createBatchService>;

/** Recipients a page. */
const PAGE = 1000;
/** Lists of recipients that a run removes: each costs a call. */
const MOST_FORGOTTEN = 20;

function toRecipientState(row: EmailRow): RecipientState {
  const { id, recipient: email, recipient_name: name, state, failure, sent_at: sentAt } = row;
  return { id, email, name, state: emailState.parse(state), failure, sentAt };
}

const nothingRefused: AudienceReport = { accepted: 0, duplicates: 0, refused: [], refusedCount: 0 };

/** Where a batch's sealed data stands. */
const sharedDataOf = (id: string) => ({ table: "email_batches", column: "data", id });

const consentPurposeOf = ({ purpose, audience, consentPurpose }: NewBatch): string | null => {
  if (purpose !== "advertisement") return null;
  return "consents" in audience ? audience.consents : consentPurpose!;
};
