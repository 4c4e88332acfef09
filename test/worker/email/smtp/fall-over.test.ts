import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FaultKind } from "../../../../sandbox/fault-board.ts";
import { type House, openHouse, post } from "../../../setup/open-house.ts";
import { customHome, newUser } from "../../../setup/smtp/account.ts";
import { inboxOf, leadTo } from "../../../setup/smtp/inbox.ts";

const user = newUser();
let house: House;
let sender: { Authorization: string };

beforeAll(async () => {
  house = await openHouse((key) => ({
    ...customHome(user),
    ...{ EMAIL_DRIVERS: "sendgrid,smtp", SENDGRID_API_KEY: key, SMTP_DAILY_LIMIT: "500" },
    ...{ EMAIL_FROM: "TOV <hello@tov.example>", SMTP_FROM: `TOV <${user}>` },
  }));
  leadTo(house.world, "smtp.tov.example:587", "starttls");
  sender = await house.keyOf("email:send");
});

beforeEach(() => house.sandbox.faults.clear(house.sandboxKey));

const strike = (fault: FaultKind) =>
  house.sandbox.faults.set({ key: house.sandboxKey, vendor: "sendgrid", fault });
const atSendGrid = (address: string) =>
  house.sandbox
    .entries({ key: house.sandboxKey, kind: "mail" })
    .filter(({ to }) => (to as string[]).includes(address)).length;
const atHome = async (address: string) =>
  (await inboxOf(user)).mails.filter(({ envelope }) => envelope.to.includes(address));

/** Sends a mail to an address of a test's own; answers its row and where it arrived. */
async function deliver(local = "hana") {
  const address = `${local}.${crypto.randomUUID()}@example.org`;
  const body = { to: { email: address, name: "하나" }, template: "welcome", data: { name: "하나" } };
  const response = await house.fetch("/api/email", post(body, sender));
  const { id } = (await response.json()) as { id: string };
  await house.work();
  const { database } = house.services;
  const row = await database.first(
    database.query.selectFrom("email_messages").selectAll().where("id", "=", id),
  );
  return { id, row, sendgrid: atSendGrid(address), home: await atHome(address) };
}

describe("with SendGrid first and an account's own server behind it", () => {
  test("SendGrid sends while it is there", async () => {
    const { row, sendgrid, home } = await deliver();
    expect(row).toMatchObject({ state: "sent", driver: "sendgrid" });
    expect([sendgrid, home.length]).toEqual([1, 0]);
  });

  test.each(["broken", "deny", "too-many"] as const)(
    "the account does when SendGrid is %s",
    async (fault) => {
      strike(fault);
      const { id, row, sendgrid, home } = await deliver();
      expect(row).toMatchObject({ state: "sent", driver: "smtp", vendor_id: `${id}@tov.example` });
      expect(sendgrid).toBe(0);
      expect(home).toMatchObject([
        {
          secure: true,
          from: [{ address: user, name: "TOV" }],
          to: [{ name: "하나" }],
          messageId: `<${id}@tov.example>`,
        },
      ]);
      expect(home[0]!.subject).toContain("하나");
    },
  );

  test("what SendGrid refuses for its own sake goes nowhere else", async () => {
    strike("refuse");
    const { row, sendgrid, home } = await deliver();
    expect(row).toMatchObject({ state: "failed" });
    expect([sendgrid, home.length]).toEqual([0, 0]);
  });

  test("whom the account's server does not know is failed, by its code", async () => {
    strike("broken");
    const { row, home } = await deliver("rcpt-550-5.1.1");
    expect(row).toMatchObject({ state: "failed", driver: "smtp", failure: "5.1.1" });
    expect(home).toEqual([]);
  });

  test("where the account's server is of no use either, the mail waits and goes out later, once", async () => {
    strike("broken");
    const { row, id } = await deliver("rcpt-451-4.7.1");
    expect(row).toMatchObject({ state: "queued" });
    house.sandbox.faults.clear(house.sandboxKey);
    house.world.advance(3 * 60 * 60_000);
    await house.work();
    const { database } = house.services;
    const later = await database.first(
      database.query.selectFrom("email_messages").selectAll().where("id", "=", id),
    );
    expect(later).toMatchObject({ state: "sent", driver: "sendgrid" });
    expect(atSendGrid(row!.recipient!)).toBe(1);
  });
});
