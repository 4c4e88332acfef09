import type { Caller } from "../../kit/caller.ts";
import type { Language } from "../../kit/problem.ts";
import type { SealedBox } from "../../kit/sealed-box.ts";
import type { Message } from "../../kit/topic.ts";
import type { World } from "../../kit/world.ts";
import type { Step } from "../../platform/database/port.ts";
import { databaseConflict } from "../../platform/database/problems.ts";
import type { Outbox } from "../../platform/outbox/outbox.ts";
import { digestOf, domainOf } from "./address.ts";
import { type Attachments, isAttachmentGone } from "./attachments.ts";
import type { Dispatch, Errand, Progress } from "./dispatch.ts";
import type { EmailDriver } from "./driver.ts";
import type { Organisation } from "./organisation.ts";
import { emailNotFound } from "./problems.ts";
import { type Email, emailState, type Mailbox, type NewEmail } from "./schema.ts";
import { type EmailRow, type EmailStore, nothingYet } from "./store.ts";
import { renderMailing } from "./templates.ts";
import { deliverEmail } from "./topics.ts";

const DAY = 24 * 60 * 60 * 1000;
/** Milliseconds for which it is remembered to whom an e-mail went. */
const REMEMBERED = 180 * DAY;
/** Milliseconds for which the outbox itself goes on trying, and for which anybody does. */
const STUCK = 25 * 60 * 60 * 1000;
const GIVEN_UP = 7 * DAY;
/** E-mails that a run takes up again. */
const MOST_WOKEN = 90;

export interface EmailParts {
  /** In the order in which they are tried. */
  drivers: readonly EmailDriver[];
  store: EmailStore;
  dispatch: Dispatch;
  attachments: Attachments;
  outbox: Pick<Outbox, "commit">;
  sealedBox: Pick<SealedBox, "seal" | "open">;
  /** Whose mail it is. */
  organisation: Organisation;
  world: World;
}

/** Who sends an e-mail, and to whom it belongs. */
export interface Sender {
  caller: Caller;
  accountId?: string;
  /** What to call it; for those who may ask twice. */
  id?: string | null;
  /** It is only to be looked at, and says so. */
  test?: boolean;
}

/** An e-mail that the house sends of its own accord, because of something that it is recorded with. */
export interface Letter {
  /** Those with the same id are recorded once. */
  readonly id: string;
  readonly to: Mailbox;
  readonly template: string;
  readonly language: Language;
  /** What the template needs. */
  readonly data: object;
  /** The consent that it is about. */
  readonly consentId: string | null;
}

/** E-mails: recorded first, then handed to a vendor as often as it takes. */
export function createEmailService(parts: EmailParts) {
  const { drivers, store, dispatch, attachments, outbox, sealedBox, organisation, world } = parts;

  return {
    /**
     * Records an e-mail; it is on its way when this returns, whatever becomes of us. With the same `id` it is sent once,
     * however often it is asked for.
     * @throws `files-not-found`, `email-attachments-too-large`
     */
    async sendEmail(input: NewEmail, by: Sender): Promise<Email> {
      requireOpen();
      await attachments.check(by.caller, input.attachments);
      const row = await toRow(input, by);
      try {
        const steps = [store.insert(row), store.suppress([row.id], row.created_at)];
        await outbox.commit(steps, [deliverEmail.message({ email: row.id })]);
        return toEmail(row);
      } catch (error) {
        const earlier = databaseConflict.matches(error) ? await store.find(row.id) : undefined;
        if (!earlier) throw error;
        return toEmail(earlier);
      }
    },

    /** @throws `vendor-disabled` and the like where nothing that is recorded would ever be sent */
    requireOpen,

    /** What records letters, for the commit that has their cause: they are on their way when that is done. */
    async draft(letters: readonly Letter[]): Promise<{ steps: Step[]; messages: Message[] }> {
      if (letters.length === 0) return { steps: [], messages: [] };
      const rows = await Promise.all(
        letters.map(async (letter) => ({ ...(await newRow(letter)), consent_id: letter.consentId })),
      );
      const messages = letters.map(({ id }) => deliverEmail.message({ email: id }, { dedupeKey: `${id}:0` }));
      return { steps: [store.insertAll(rows)], messages };
    },

    /** @throws `email-not-found` */
    async getEmail(id: string): Promise<Email> {
      const row = await store.find(id);
      if (!row) throw emailNotFound();
      return toEmail(row);
    },

    /** Forgets to whom e-mails went half a year ago. */
    forgetOld: async () => ({ forgotten: await store.forgetFinished(world.now() - REMEMBERED) }),

    /** Hands a queued e-mail to a vendor. Done twice, it does nothing. */
    async deliver(id: string, turn: number): Promise<void> {
      const progress = await dispatch
        .run(errandOf(id), { calls: 1, until: Number.POSITIVE_INFINITY })
        .catch((error) => failWithoutAttachment(id, error));
      if (progress.step === "done") return;
      const overQuota = progress.step === "wait" && progress.reason === "quota";
      const at = progress.step === "wait" ? progress.until : world.now();
      await outbox.commit(overQuota ? [store.sayQuota(id)] : [], [turnOf(id, turn + 1, at)]);
    },

    /**
     * Takes up e-mails again of which every message was lost or has died, once a day; gives up those that nobody has taken
     * for a week.
     */
    async wakeStuck(): Promise<{ woken: number; givenUp: number }> {
      const now = world.now();
      const rows = await store.waitingSince(now - STUCK, MOST_WOKEN);
      const [over, stuck] = [rows.filter(isOver), rows.filter((row) => !isOver(row))];
      const day = Math.floor(now / DAY);
      const steps = over.map((row) => store.update(row, { ...endOf(row), data: null, finished_at: now }));
      // Days are more than turns: each message has a key of its own.
      const messages = stuck.map(({ id }) => turnOf(id, day, now));
      if (rows.length > 0) await outbox.commit(steps, messages);
      return { woken: stuck.length, givenUp: over.length };

      function isOver({ created_at }: EmailRow): boolean {
        return created_at < now - GIVEN_UP;
      }

      function endOf({ state }: EmailRow) {
        if (state === "queued") return { state: "failed", failure: "given-up" };
        return { state: "unknown", failure: "answer-lost" };
      }
    },
  };

  function turnOf(email: string, turn: number, notBefore: number): Message {
    return deliverEmail.message({ email, turn }, { notBefore, dedupeKey: `${email}:${turn}` });
  }

  /** Whoever waits for a file is better told that it did not come than sent a mail without it. */
  async function failWithoutAttachment(id: string, error: unknown): Promise<Progress> {
    const row = isAttachmentGone(error) ? await store.find(id) : undefined;
    if (row?.state !== "queued") throw error;
    const failed = { state: "failed", failure: "attachment-gone", data: null, finished_at: world.now() };
    await outbox.commit([store.update(row, failed)], []);
    return { step: "done" };
  }

  /** A port that is switched off says so before anything is recorded that it would never send. */
  function requireOpen(): void {
    for (const driver of drivers) void driver.name;
  }

  /** What any single e-mail's row begins with. */
  async function newRow({ id, to, template, language, data }: Omit<Letter, "consentId">): Promise<EmailRow> {
    return {
      ...nothingYet,
      id,
      template,
      language,
      recipient: to.email,
      recipient_digest: await digestOf(to.email),
      recipient_domain: domainOf(to.email),
      recipient_name: to.name ?? null,
      purpose: "transactional",
      data: await sealedBox.seal(JSON.stringify(data), dataOf(id)),
      state: "queued",
      created_at: world.now(),
      created_by: null,
    };
  }

  async function toRow(input: NewEmail, { id, accountId, caller, test }: Sender): Promise<EmailRow> {
    const row = await newRow({ ...input, id: id ?? world.newId() });
    const by = { account_id: accountId ?? null, created_by: caller.id };
    const files = input.attachments.length > 0 && { attachments: JSON.stringify(input.attachments) };
    return { ...row, ...by, ...files, ...(test && { purpose: "test" }) };
  }

  function errandOf(id: string): Errand {
    return {
      scope: { email: id },
      untouched: false,
      repeatUnknown: true,
      guard: ([row]) => store.update(row!, {}),
      claimed() {},
      async compose([row]) {
        const { template, language, recipient, recipient_name, attachments: files } = row!;
        const data = JSON.parse(await sealedBox.open(row!.data!, dataOf(id)));
        const mark = row!.purpose === "test" && { mark: testMark };
        const frame = { purpose: "transactional", organisation, ...mark } as const;
        const content = renderMailing({ template, language, data, frame });
        const to = { email: recipient, ...(recipient_name !== null && { name: recipient_name }) };
        const recipients = [{ id, to, values: {}, headers: {} }];
        const attached = await attachments.load(files === null ? [] : JSON.parse(files));
        return { template, content, slots: [], attachments: attached, tracked: false, recipients };
      },
    };
  }
}

const testMark = { ko: "[테스트]", en: "[Test]" };

export type EmailService = ReturnType<typeof createEmailService>;

/** Where an e-mail's sealed data stands. */
export const dataOf = (id: string) => ({ table: "email_messages", column: "data", id });

function toEmail({ id, template, state, created_at, finished_at, failure }: EmailRow): Email {
  const times = { createdAt: created_at, finishedAt: finished_at };
  return { id, template, state: emailState.parse(state), ...times, failure };
}
