import type { Caller } from "../../kit/caller.ts";
import type { SealedBox } from "../../kit/sealed-box.ts";
import { vendorRefused } from "../../kit/vendor-problem.ts";
import type { World } from "../../kit/world.ts";
import type { Database } from "../../platform/database/port.ts";
import { databaseConflict } from "../../platform/database/problems.ts";
import type { Outbox } from "../../platform/outbox/outbox.ts";
import type { EmailDriver } from "./driver.ts";
import { emailNotFound } from "./problems.ts";
import { type Email, emailState, type NewEmail } from "./schema.ts";
import type { EmailRow, EmailStore } from "./store.ts";
import { render } from "./templates.ts";
import { deliverEmail } from "./topics.ts";

/** Milliseconds for which it is remembered to whom an e-mail went. */
const REMEMBERED = 180 * 24 * 60 * 60 * 1000;

export interface EmailParts {
  driver: EmailDriver;
  store: EmailStore;
  database: Database;
  outbox: Pick<Outbox, "commit">;
  sealedBox: Pick<SealedBox, "seal" | "open">;
  world: World;
}

/** Who sends an e-mail, and to whom it belongs. */
export interface Sender {
  caller: Caller;
  accountId?: string;
  /** What to call it; for those who may ask twice. */
  id?: string | null;
}

/** E-mails: recorded first, then handed to a vendor as often as it takes. */
export function createEmailService({ driver, store, database, outbox, sealedBox, world }: EmailParts) {
  return {
    /**
     * Records an e-mail; it is on its way when this returns, whatever becomes of us. With the same `id` it is sent once,
     * however often it is asked for.
     */
    async sendEmail(input: NewEmail, by: Sender): Promise<Email> {
      // A port that is switched off says so before anything is recorded that it would never send.
      void driver.name;
      const id = by.id ?? world.newId();
      const { to, template, language, data } = input;
      const row: EmailRow = {
        id,
        template,
        language,
        recipient: to.email,
        recipient_folded: to.email.toLowerCase(),
        recipient_name: to.name ?? null,
        account_id: by.accountId ?? null,
        data: await sealedBox.seal(JSON.stringify(data), dataOf(id)),
        state: "queued",
        driver: null,
        vendor_id: null,
        failure: null,
        created_at: world.now(),
        created_by: by.caller.id,
        finished_at: null,
        version: 1,
      };
      try {
        await outbox.commit([store.insert(row)], [deliverEmail.message({ email: id })]);
        return toEmail(row);
      } catch (error) {
        const earlier = databaseConflict.matches(error) ? await store.find(id) : undefined;
        if (!earlier) throw error;
        return toEmail(earlier);
      }
    },

    /** @throws `email-not-found` */
    async getEmail(id: string): Promise<Email> {
      const row = await store.find(id);
      if (!row) throw emailNotFound();
      return toEmail(row);
    },

    /** Forgets to whom e-mails went half a year ago. */
    forgetOld: async () => ({ forgotten: await store.forgetFinished(world.now() - REMEMBERED) }),

    /** Hands a queued e-mail to the vendor. Done twice, it does nothing; what a crash makes it send again carries the same id. */
    async deliver(id: string): Promise<void> {
      const row = await store.find(id);
      // Erased meanwhile, or delivered already.
      if (row?.state !== "queued" || row.data === null) return;
      const content = render(row, await sealedBox.open(row.data, dataOf(id)));
      const to = { email: row.recipient, ...(row.recipient_name !== null && { name: row.recipient_name }) };
      // What an e-mail said may open something, so it is kept for no longer than it takes.
      const finished = { driver: driver.name, data: null };
      try {
        const { vendorId } = await driver.send({ id, template: row.template, to, ...content });
        await finish(row, { ...finished, state: "sent", vendor_id: vendorId });
      } catch (error) {
        if (!vendorRefused.matches(error)) throw error;
        world.log.error("email.refused", { email: id, driver: driver.name, cause: error });
        await finish(row, { ...finished, state: "failed", failure: error.kind.id });
      }
    },
  };

  async function finish(row: EmailRow, changes: Partial<EmailRow>): Promise<void> {
    await database.atomically([store.update(row, { ...changes, finished_at: world.now() })]);
  }
}

export type EmailService = ReturnType<typeof createEmailService>;

/** Where an e-mail's sealed data stands. */
const dataOf = (id: string) => ({ table: "email_messages", column: "data", id });

function toEmail({ id, template, state, created_at, finished_at, failure }: EmailRow): Email {
  const times = { createdAt: created_at, finishedAt: finished_at };
  return { id, template, state: emailState.parse(state), ...times, failure };
}
