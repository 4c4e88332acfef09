import { beforeEach, describe, expect, it } from "vitest";
import { createOutboxEngine } from "../../../../src/platform/outbox/engine.ts";
import { type BatchRow, createBatchStore } from "../../../../src/rooms/email/batches/batch-store.ts";
import { createBatches } from "../../../../src/rooms/email/batches/batches.ts";
import { createPreparation } from "../../../../src/rooms/email/batches/preparation.ts";
import { createSending } from "../../../../src/rooms/email/batches/sending.ts";
import { type ConsentStore, createConsentStore } from "../../../../src/rooms/email/consents/store.ts";
import { createDispatch } from "../../../../src/rooms/email/dispatch.ts";
import type { EmailDriver, Outcome } from "../../../../src/rooms/email/driver.ts";
import { createQuotaStore } from "../../../../src/rooms/email/quota-store.ts";
import { createEmailStore } from "../../../../src/rooms/email/store.ts";
import { eachDatabase } from "../../../setup/databases.ts";
import { personsBox } from "../../../setup/person-holders.ts";
import { createTestWorld, type TestWorld } from "../../../setup/test-world.ts";
import { consentRow, emailRow, outcomes, put } from "./rows.ts";

/** Who withdraws is not mailed, at whatever moment it happens. */
eachDatabase((getDatabase) => {
  let world: TestWorld;
  let mailed: string[];
  let answer: Outcome;
  /** What happens while a batch's e-mails are put together. */
  let meanwhile: () => Promise<void>;
  beforeEach(() => {
    world = createTestWorld();
    mailed = [];
    answer = { outcome: "taken", vendorId: null };
    meanwhile = async () => {};
  });

  function open() {
    const database = getDatabase(world);
    const driver: EmailDriver = {
      ...{ name: "post", mostRecipients: 1000, dailyLimit: null, lookUp: async () => "unknown" },
      async send({ recipients }) {
        mailed.push(...recipients.map(({ to }) => to.email));
        return recipients.map(() => answer);
      },
    };
    const [store, stored] = [createEmailStore(database), createBatchStore(database)];
    const consents = createConsentStore(database);
    const quotas = createQuotaStore(database);
    const dispatch = createDispatch({ drivers: [driver], store, quotas, database, world });
    const shared = { batches: stored, store, sealedBox: personsBox, world };
    const sending = createSending({
      ...{ ...shared, dispatch, attach: async () => [] },
      async render() {
        await meanwhile();
        return { subject: "소식", html: "<p>소식</p>", text: "소식" };
      },
      extras: async () => ({ values: {}, headers: {} }),
    });
    const batches = createBatches({
      ...{ ...shared, sending, database, outbox: createOutboxEngine(database, null, world).outbox },
      preparation: createPreparation({
        ...{ ...shared, attempt: (steps) => database.attempt(steps), applyConsents: () => [] },
        read: async () => ({ recipients: [], next: null }),
      }),
      applyConsents: ({ id, consent_purpose: purpose }, now) =>
        consents.applyConsents({ id, purpose: purpose!, now }),
    });
    return { database, batches, stored, consents };
  }

  async function begin({ database, stored, consents }: ReturnType<typeof open>): Promise<BatchRow> {
    const batch: BatchRow = {
      ...{ id: world.newId(), name: "소식", template: "custom", language: "ko", purpose: "advertisement" },
      ...{ consent_purpose: "newsletter", data: null, variables: "[]", attachments: "[]", audience: "{}" },
      ...{ cursor: null, report: nothing, recipients: 3, state: "scheduled", waiting_for: null, turn: 1 },
      ...{ send_at: 0, created_at: 0, created_by: null, started_at: null, finished_at: null, version: 1 },
    };
    const addresses = ["a@example.org", "b@example.org", "c@example.org"];
    const given = { data: null, batch_id: batch.id };
    await put(database, {
      consents: await Promise.all(addresses.map((address) => consentRow({ address }))),
      emails: await Promise.all(addresses.map((recipient) => emailRow({ recipient, ...given }))),
    });
    await database.atomically([
      stored.insert(batch),
      ...consents.applyConsents({ id: batch.id, purpose: "newsletter", now: 1 }),
    ]);
    return batch;
  }

  const withdraw = async (consents: ConsentStore, address: string) => {
    const { digest } = await consentRow({ address });
    const ends = consents.withdraw({ digests: [digest] }, { by: "person", at: world.now() });
    await getDatabase(world).atomically(ends);
  };

  const sendAll = async ({ batches, stored }: ReturnType<typeof open>, id: string) => {
    for (let turns = 0; turns < 5; turns++) {
      const { state, turn } = (await stored.find(id))!;
      if (state === "complete") return;
      await batches.goOn(id, turn);
    }
  };

  describe("who withdraws", () => {
    it("before a batch is sent is not mailed", async () => {
      const room = open();
      const { id } = await begin(room);
      await withdraw(room.consents, "b@example.org");
      await sendAll(room, id);
      expect(mailed).toEqual(["a@example.org", "c@example.org"]);
    });

    it("while the e-mails are put together that were read from the queue is not mailed, and all others are", async () => {
      const room = open();
      const { id } = await begin(room);
      let times = 0;
      meanwhile = async () => {
        times += 1;
        if (times === 1) await withdraw(room.consents, "b@example.org");
      };
      await sendAll(room, id);
      expect(mailed).toEqual(["a@example.org", "c@example.org"]);
      expect(Object.values((await outcomes(room.database)).emails)).toEqual([
        ...["sent", "consent-withdrawn", "sent"],
      ]);
      expect((await room.stored.find(id))?.state).toBe("complete");
    });

    it("after a batch failed is not mailed when it is sent again", async () => {
      const room = open();
      const { id } = await begin(room);
      const sealed = await personsBox.seal("{}", { table: "email_messages", column: "data", id: "x" });
      answer = { outcome: "refused", failure: "550" };
      await sendAll(room, id);
      await room.database.run(room.database.query.updateTable("email_messages").set({ data: sealed }));
      await withdraw(room.consents, "b@example.org");
      [mailed, answer] = [[], { outcome: "taken", vendorId: null }];
      await room.batches.resend(id, ["failed"]);
      const left = await outcomes(room.database);
      expect(Object.values(left.emails)).toEqual(["queued", "no-consent", "queued"]);
    });
  });
});

const nothing = '{"accepted":3,"duplicates":0,"refused":[],"refusedCount":0}';
