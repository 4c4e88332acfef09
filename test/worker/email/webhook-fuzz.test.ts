import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { eventKind } from "../../../src/rooms/email/events/event.ts";
import { emailRow, insertEmails } from "../../setup/email-rows.ts";
import { bodyOf, createSigner, item } from "../../setup/event-notices.ts";
import { type House, openHouse } from "../../setup/open-house.ts";
import { hostileText, hostileValue } from "../http/fuzz/values.ts";

const path = "/api/webhooks/sendgrid";
const cases = Number(import.meta.env.VITE_FUZZ_CASES ?? 200);
const seed = Number(import.meta.env.VITE_FUZZ_SEED ?? 20_261_126);
const signer = await createSigner();
const message = crypto.randomUUID();
let house: House;
beforeAll(async () => {
  house = await openHouse({ SENDGRID_WEBHOOK_KEYS: signer.publicKey });
  await insertEmails(house.services.database, [await emailRow({ id: message })]);
});

const names = [
  "processed",
  "deferred",
  "delivered",
  "bounce",
  "dropped",
  "open",
  "click",
  "spamreport",
  "unsubscribe",
];
const fields = [
  "event",
  "sg_event_id",
  "timestamp",
  "tov_email",
  "type",
  "reason",
  "status",
  "response",
  "sg_machine_open",
  "bounce_classification",
];

/** Items of which some fields are not as they should be. */
const damaged = fc
  .tuple(fc.constantFrom(...names), fc.dictionary(fc.constantFrom(...fields), hostileValue, { maxKeys: 4 }))
  .map(([name, changes]) => item(message, name, changes));

test("whatever a signed notice holds, nothing breaks, and what can be understood of it is recorded", async () => {
  const { database } = house.services;
  const others = fc.array(fc.oneof(damaged, hostileValue), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(others, fc.nat(8), async (items, at) => {
      const good = item(message, "delivered");
      const body = bodyOf(items.toSpliced(at, 0, good));
      const response = await house.fetch(path, await signer.sign(body, house.world.now()));
      expect(response.status).toBe(204);
      const found = database.query.selectFrom("email_events").selectAll().where("id", "=", good.sg_event_id);
      expect(await database.first(found)).toMatchObject({ kind: "delivered" });
    }),
    { numRuns: cases, seed },
  );
  for (const { kind, detail } of await database.all(database.query.selectFrom("email_events").selectAll())) {
    expect(eventKind.options).toContain(kind);
    expect(detail ?? "").toMatch(/^[\w. ]{0,60}$/);
  }
  expect(house.world.logged.filter(({ level }) => level === "error")).toEqual([]);
}, 120_000);

test("whatever stands in the headers and the body, nobody gets in without a signature", async () => {
  const header = fc.oneof(hostileText, fc.base64String(), fc.constantFrom("1795000000", "AAAA"));
  await fc.assert(
    fc.asyncProperty(
      header,
      header,
      fc.oneof(hostileText, fc.constant("[]")),
      async (signature, time, body) => {
        const headers = { "Content-Type": "application/json" } as Record<string, string>;
        const given = {
          "X-Twilio-Email-Event-Webhook-Signature": signature,
          "X-Twilio-Email-Event-Webhook-Timestamp": time,
        };
        for (const [name, value] of Object.entries(given)) if (isHeader(value)) headers[name] = value;
        const response = await house.fetch(path, { method: "POST", headers, body });
        expect(response.status).toBe(401);
      },
    ),
    { numRuns: cases, seed },
  );
  expect(house.world.logged.filter(({ level }) => level === "error")).toEqual([]);
}, 120_000);

function isHeader(value: string): boolean {
  try {
    return new Headers({ name: value }).has("name");
  } catch {
    return false;
  }
}
