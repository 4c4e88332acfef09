import { beforeAll, describe, expect, test } from "vitest";
import type { EmailEventsTable } from "../../../src/platform/database/email-tables.ts";
import type { EmailRow } from "../../../src/rooms/email/store.ts";
import { emailById, emailRow, insertEmails } from "../../setup/email-rows.ts";
import { bodyOf, createSigner, item } from "../../setup/event-notices.ts";
import { type House, openHouse } from "../../setup/open-house.ts";
import vectors from "../../vectors/sendgrid-event-webhook.json";

const path = "/api/webhooks/sendgrid";
const json = { "Content-Type": "application/json" };
const signer = await createSigner();
let house: House;
beforeAll(async () => {
  house = await openHouse({ SENDGRID_WEBHOOK_KEYS: signer.publicKey });
});

async function email(changes: Partial<EmailRow> = {}): Promise<string> {
  const row = await emailRow(changes);
  await insertEmails(house.services.database, [row]);
  return row.id;
}
const signed = (body: string, at = house.world.now()) => signer.sign(body, at);
const post = async (...items: unknown[]) => house.fetch(path, await signed(bodyOf(items)));
const rowOf = (id: string) => emailById(house.services.database, id);
function eventsOf(id: string): Promise<EmailEventsTable[]> {
  const { database } = house.services;
  return database.all(database.query.selectFrom("email_events").selectAll().where("message_id", "=", id));
}
async function problemOf(response: Response): Promise<[number, string | undefined]> {
  const { type } = (await response.json()) as { type: string };
  return [response.status, type.split("/").at(-1)];
}
const warnings = () =>
  house.world.logged.filter(({ level, event }) => level === "warn" && event !== "request");

describe("a signed notice", () => {
  test("is answered with 204, and what it says is recorded", async () => {
    const id = await email();
    const response = await post(item(id, "delivered", { timestamp: 1_795_000_007 }));
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(await eventsOf(id)).toMatchObject([
      { kind: "delivered", at: 1_795_000_007_000, machine: 0, detail: null },
    ]);
    expect(await rowOf(id)).toMatchObject({ state: "delivered", delivered_at: 1_795_000_007_000 });
  });

  test("that comes twice, even at once, counts once", async () => {
    const id = await email();
    const notice = await signed(bodyOf([item(id, "open"), item(id, "open", { sg_machine_open: true })]));
    const answers = await Promise.all([1, 2, 3].map(() => house.fetch(path, notice)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await eventsOf(id)).toHaveLength(2);
  });

  test("about e-mails of others, and of kinds that nobody here records, is taken and forgotten", async () => {
    const id = await email();
    const before = warnings().length;
    const other = item(id, "delivered");
    const response = await post(
      { ...other, tov_email: undefined },
      item(crypto.randomUUID(), "delivered"),
      item(id, "group_resubscribe"),
      { event: "account_status_change", type: "compliance_suspend", timestamp: 1 },
      item(id, "toString"),
    );
    expect(response.status).toBe(204);
    expect(await eventsOf(id)).toEqual([]);
    expect(warnings()).toHaveLength(before);
  });

  test("with something in it that nobody can understand loses nothing else, and says so without naming anybody", async () => {
    const id = await email();
    const good = item(id, "delivered", { reason: 7, sg_machine_open: "perhaps", new_field: { deep: [1] } });
    const bad = [
      ...[null, 7, "delivered", [], {}, { event: 7 }],
      ...[item(id, "delivered", { sg_event_id: "" }), item(id, "open", { sg_event_id: "x".repeat(256) })],
      ...[item(id, "delivered", { sg_event_id: "a b" }), item(id, "delivered", { timestamp: "soon" })],
      ...[
        item(id, "click", { timestamp: -1 }),
        item(id, "click", { timestamp: 1e300 }),
        item("hana", "open"),
      ],
    ];
    expect((await post(...bad, good, ...bad)).status).toBe(204);
    expect(await eventsOf(id)).toHaveLength(1);
    const warning = warnings().at(-1);
    expect(warning).toMatchObject({
      event: "email.notice-malformed",
      fields: { malformed: 2 * bad.length, understood: 1 },
    });
    expect(JSON.stringify(house.world.logged)).not.toContain("hana");
  });

  test.each(["", "{}", "null", "7", '"[]"', "[", "[{}", "\u0000"])(
    "whose body is %j is 400",
    async (body) => {
      expect(await problemOf(await house.fetch(path, await signed(body)))).toEqual([
        400,
        "email-notice-unreadable",
      ]);
    },
  );

  test("is read up to 1 MiB, and not beyond", async () => {
    const id = await email();
    const [one] = bodyOf([item(id, "delivered", { padding: "" })]).split("\r\n");
    const padded = (bytes: number) =>
      bodyOf([item(id, "delivered", { padding: "x".repeat(bytes - one!.length - 2) })]);
    expect(padded(1024 ** 2)).toHaveLength(1024 ** 2);
    expect((await house.fetch(path, await signed(padded(1024 ** 2)))).status).toBe(204);
    const large = await house.fetch(path, await signed(padded(1024 ** 2 + 1)));
    expect(await problemOf(large)).toEqual([413, "http-body-too-large"]);
  });

  test("of 2,400 events takes three batches", async () => {
    const ids = await Promise.all(Array.from({ length: 1200 }, () => emailRow()));
    await insertEmails(house.services.database, ids);
    const items = ids.flatMap(({ id }) => [item(id, "delivered"), item(id, "open")]);
    expect((await post(...items)).status).toBe(204);
    const { fields } = house.world.logged.findLast(({ event }) => event === "request")!;
    expect(fields).toMatchObject({ operation: "receiveSendgridEvents", queries: 3 });
    expect(house.subrequests()).toBe(3);
    expect(await rowOf(ids.at(-1)!.id)).toMatchObject({ state: "delivered", opened_at: 1_795_000_000_000 });
  });
});

describe("a notice that is not", () => {
  const strangers = async (): Promise<[string, RequestInit][]> => {
    const body = bodyOf([item(await email(), "delivered")]);
    const good = await signed(body);
    const [name, time] = ["X-Twilio-Email-Event-Webhook-Signature", "X-Twilio-Email-Event-Webhook-Timestamp"];
    const other = (headers: Record<string, string>) => ({
      ...good,
      headers: { ...(good.headers as object), ...headers },
    });
    const without = (header: string) => ({
      ...good,
      headers: Object.fromEntries(Object.entries(good.headers as object).filter(([one]) => one !== header)),
    });
    const now = String(Math.floor(house.world.now() / 1000));
    return [
      ["signed", { method: "POST", headers: json, body }],
      ["signed by its key", await (await createSigner()).sign(body, house.world.now())],
      ["about this time", other({ [time]: String(Number(now) + 1) })],
      ["about these bytes", { ...good, body: body.trimEnd() }],
      ["whole", without(name)],
      ["timed", without(time)],
      ["timed in digits", other({ [time]: `${now}.0` })],
      ["signed in base64", other({ [name]: "nonsense" })],
      ["signed in DER", other({ [name]: "AAAA" })],
      ["signed by more than 64 bytes of zeros", other({ [name]: btoa("\0".repeat(64)) })],
    ];
  };

  test("signed as it should be is 401, and records nothing", async () => {
    for (const [name, init] of await strangers()) {
      const response = await house.fetch(path, init);
      expect(response.headers.get("WWW-Authenticate"), name).toBe("Signature");
      expect(await problemOf(response), name).toEqual([401, "email-notice-unsigned"]);
      const { tov_email } = JSON.parse(String(init.body))[0];
      expect(await eventsOf(tov_email), name).toEqual([]);
    }
  });

  test.each([-301, 301])("signed within five minutes, but %i seconds off, is 401", async (seconds) => {
    const id = await email();
    const body = bodyOf([item(id, "delivered")]);
    const at = (off: number) => signed(body, house.world.now() + off * 1000);
    const stale = await house.fetch(path, await at(seconds + Math.sign(seconds)));
    expect(await problemOf(stale)).toEqual([401, "email-notice-stale"]);
    expect(warnings().at(-1)).toMatchObject({ event: "email.notice-stale" });
    expect(await eventsOf(id)).toEqual([]);
    expect((await house.fetch(path, await at(seconds - 3 * Math.sign(seconds)))).status).toBe(204);
  });
});

describe("of two keys", () => {
  test("both are taken while one takes over from the other", async () => {
    const next = await createSigner();
    const both = await openHouse({ SENDGRID_WEBHOOK_KEYS: `${next.publicKey}, ${signer.publicKey}` });
    for (const one of [signer, next]) {
      const id = await email();
      const response = await both.fetch(
        path,
        await one.sign(bodyOf([item(id, "delivered")]), both.world.now()),
      );
      expect(response.status).toBe(204);
      expect(await eventsOf(id)).toHaveLength(1);
    }
    const third = await (await createSigner()).sign("[]", both.world.now());
    expect((await both.fetch(path, third)).status).toBe(401);
  });

  test("SendGrid's own example is taken, at its time", async () => {
    const [vector] = vectors.vectors;
    const old = await openHouse({ SENDGRID_WEBHOOK_KEYS: vector!.publicKeySpkiBase64 });
    const headers = {
      ...json,
      "X-Twilio-Email-Event-Webhook-Signature": vector!.signatureBase64Der,
      "X-Twilio-Email-Event-Webhook-Timestamp": vector!.timestamp,
    };
    const send = () => old.fetch(path, { method: "POST", headers, body: vector!.body });
    expect(await problemOf(await send())).toEqual([401, "email-notice-stale"]);
    old.world.advance(Number(vector!.timestamp) * 1000 - old.world.now());
    expect((await send()).status).toBe(204);
  });

  test("a key in PEM is taken as well", async () => {
    const pem = `-----BEGIN PUBLIC KEY-----\n${signer.publicKey.replace(/.{64}/g, "$&\n")}\n-----END PUBLIC KEY-----\n`;
    const one = await openHouse({ SENDGRID_WEBHOOK_KEYS: pem });
    expect((await one.fetch(path, await signed("[]", one.world.now()))).status).toBe(204);
  });

  const point = (key: string) => `${key.slice(0, 60)}${key[60] === "A" ? "B" : "A"}${key.slice(61)}`;
  test.each([
    ["no key", "nonsense"],
    ["an empty list", ","],
    ["three keys", [1, 2, 3].map(() => signer.publicKey).join(",")],
    ["half a key", signer.publicKey.slice(0, 80)],
  ])("%s is a misconfiguration that names the setting", async (_, keys) => {
    const one = await openHouse({ SENDGRID_WEBHOOK_KEYS: keys });
    const notice = await signed("[]", one.world.now());
    expect(await problemOf(await one.fetch(path, notice))).toEqual([500, "vendor-misconfigured"]);
    const health = await (await one.fetch("/api/health", { headers: await one.keyOf("admin") })).text();
    expect(health).toContain("SENDGRID_WEBHOOK_KEYS");
    if (keys.length > 1) expect(health).not.toContain(keys);
  });

  test("one that lies on no curve is a misconfiguration too", async () => {
    const one = await openHouse({ SENDGRID_WEBHOOK_KEYS: point(signer.publicKey) });
    const notice = await signed("[]", one.world.now());
    expect(await problemOf(await one.fetch(path, notice))).toEqual([500, "vendor-misconfigured"]);
  });
});

test.each(["development", "production"])("without a key in %s it is switched off", async (ENVIRONMENT) => {
  const off = await openHouse({ ENVIRONMENT });
  const notice = await signed("[]", off.world.now());
  expect(await problemOf(await off.fetch(path, notice))).toEqual([503, "vendor-disabled"]);
});
