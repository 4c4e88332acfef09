import { describe, expect, test } from "vitest";
import { byPassword } from "../../../../src/protocols/smtp/sasl.ts";
import { type Patience, sendMailing } from "../../../../src/rooms/email/drivers/smtp/call.ts";
import { mailing, openAccount, problem, recipient, sendTo } from "../../../setup/smtp/account.ts";
import { inboxOf } from "../../../setup/smtp/inbox.ts";

const outcomes = async (...addresses: string[]) => {
  const account = openAccount();
  const found = await sendTo(account.driver, ...addresses);
  const { mails, connections } = await inboxOf(account.user);
  expect(connections).toBe(0);
  return { found, ...account, arrived: mails.map(({ envelope }) => envelope.to[0]) };
};
const taken = { outcome: "taken", vendorId: expect.any(String) };
const left = { outcome: "left" };
const unknown = { outcome: "unknown" };
const refused = (failure: string) => ({ outcome: "refused", failure });

describe("of several recipients", () => {
  test("those who are refused are told apart by their codes, and the others get their mails", async () => {
    const { found, arrived } = await outcomes(
      "hana@example.org",
      "rcpt-550-5.1.1@example.org",
      "data-554-5.7.1@example.org",
      "data-552-5.3.4@example.org",
      "duri@example.org",
    );
    expect(found).toEqual([taken, refused("5.1.1"), refused("5.7.1"), refused("5.3.4"), taken]);
    expect(arrived).toEqual(["hana@example.org", "duri@example.org"]);
  });

  test("those who are to come back later are left, and the others get their mails", async () => {
    const { found, arrived } = await outcomes(
      "rcpt-451-4.7.1@example.org",
      "data-452-4.3.1@example.org",
      "hana@example.org",
    );
    expect(found).toEqual([left, left, taken]);
    expect(arrived).toEqual(["hana@example.org"]);
  });

  test("those behind a connection that broke are left", async () => {
    const { found, arrived } = await outcomes(
      "hana@example.org",
      "dies-at-rcpt@example.org",
      "duri@example.org",
    );
    expect(found).toEqual([taken, left, left]);
    expect(arrived).toEqual(["hana@example.org"]);
  });

  test("one whose message broke off within is left, since no server takes half of one", async () => {
    const account = openAccount();
    const attachments = [{ name: "a.bin", type: "application/pdf", bytes: new Uint8Array(512 * 1024) }];
    const people = ["hana", "dies-within-data", "duri"].map((name) => recipient(`${name}@example.org`));
    expect(await account.driver.send(mailing(people, { attachments }))).toEqual([taken, left, left]);
  });

  test("one whose answer was lost after the whole message is unknown, and may have arrived", async () => {
    const { found, arrived } = await outcomes(
      "hana@example.org",
      "dies-after-data@example.org",
      "duri@example.org",
    );
    expect(found).toEqual([taken, unknown, left]);
    expect(arrived).toEqual(["hana@example.org", "dies-after-data@example.org"]);
  });

  test("one whose server says good-bye instead of an answer is left with those behind", async () => {
    const { found } = await outcomes("hana@example.org", "data-421-4.3.2@example.org", "duri@example.org");
    expect(found).toEqual([taken, left, left]);
  });

  test("why is written down with codes, and without an address", async () => {
    const { world } = await outcomes("hana@example.org", "rcpt-451-4.7.1@example.org");
    expect(world.logged).toMatchObject([
      { event: "email.smtp-not-taken", fields: { outcome: "left", cause: { status: 451, code: "4.7.1" } } },
    ]);
    expect(JSON.stringify(world.logged)).not.toContain("@");
  });
});

describe("when nobody's was taken, the call throws:", () => {
  test.each([
    ["all are to come back later", ["rcpt-451-4.7.1@example.org", "data-451-4.3.0@example.org"], 451],
    ["the connection broke", ["dies-at-rcpt@example.org", "hana@example.org"], undefined],
    ["the account's day is over at Gmail", ["data-550-5.4.5@example.org", "hana@example.org"], 550],
    ["the account's day is over at Outlook", ["rcpt-550-5.1.90@example.org", "hana@example.org"], 550],
  ])("%s", async (_, addresses, status) => {
    const { driver, received } = openAccount();
    const cause = status === undefined ? {} : { status };
    await expect(sendTo(driver, ...addresses)).rejects.toEqual(problem("vendor-unavailable", cause));
    expect(await received()).toEqual([]);
  });

  test("the account may not send as EMAIL_FROM", async () => {
    const { driver } = openAccount({ EMAIL_FROM: "mail-550-5.7.60@tov.example" });
    await expect(sendTo(driver, "hana@example.org")).rejects.toEqual(
      problem("vendor-misconfigured", { code: "5.7.60", reason: expect.stringContaining("EMAIL_FROM") }),
    );
  });

  test("but where the day ends in the middle, who was before keeps the outcome", async () => {
    const { found } = await outcomes("hana@example.org", "rcpt-550-5.4.5@example.org", "duri@example.org");
    expect(found).toEqual([taken, left, left]);
  });
});

describe("nobody is written to", () => {
  test.each([
    ["a wrong password", { SMTP_PASSWORD: "wrong" }, "starttls", "vendor-misconfigured", "SMTP_PASSWORD"],
    [
      "a wrong password for LOGIN",
      { SMTP_PASSWORD: "wrong" },
      "loginOnly",
      "vendor-misconfigured",
      "SMTP_PASSWORD",
    ],
    [
      "a server that lets nobody in just now",
      { SMTP_PASSWORD: "busy" },
      "starttls",
      "vendor-unavailable",
      "login",
    ],
    ["a certificate of unknown origin", {}, "unknownStarttls", "vendor-misconfigured", "SMTP_TLS"],
    ["a server without STARTTLS", {}, "plain", "vendor-misconfigured", "SMTP_TLS"],
  ] as const)("with %s", async (_, settings, server, id, reason) => {
    const { driver, received, user } = openAccount(settings, server);
    await expect(sendTo(driver, "hana@example.org")).rejects.toEqual(
      problem(id, { vendor: "smtp", reason: expect.stringContaining(reason) }),
    );
    expect(await received()).toEqual([]);
    expect((await inboxOf(user)).connections).toBe(0);
  });

  test.each([
    ["of unknown origin", "smtp.tov.example", "unknownImplicit"],
    ["of somebody else", "smtp.other.example", "implicit"],
    ["that is none, because the port begins unencrypted", "smtp.tov.example", "starttls"],
  ] as const)("with a certificate %s, from the first byte", async (_, host, server) => {
    const settings = { SMTP_HOST: host, SMTP_TLS: "implicit" };
    const { driver, received } = openAccount(settings, server, `${host}:465`);
    await expect(sendTo(driver, "hana@example.org")).rejects.toEqual(
      problem("vendor-misconfigured", { reason: expect.stringContaining("SMTP_TLS") }),
    );
    expect(await received()).toEqual([]);
  });

  test("with a certificate of somebody else, after STARTTLS", async () => {
    const settings = { SMTP_HOST: "smtp.other.example" };
    const { driver } = openAccount(settings, "starttls", "smtp.other.example:587");
    await expect(sendTo(driver, "hana@example.org")).rejects.toEqual(problem("vendor-misconfigured"));
  });

  test("where nobody listens", async () => {
    const { driver, world } = openAccount();
    world.tcpPorts.clear();
    await expect(sendTo(driver, "hana@example.org")).rejects.toEqual(problem("vendor-unavailable"));
  });
});

describe("a server that says nothing more", () => {
  const short: Patience = { begin: 500, end: 500, opening: 500, login: 500, goodbye: 50 };
  const sendShort = (server: "silent" | "starttls", ...addresses: string[]) => {
    const { user, world } = openAccount({}, server);
    const home = {
      ...({ host: "smtp.tov.example", port: 587, tls: "starttls", user } as const),
      from: { email: user },
    };
    const login = { mechanism: byPassword(user, "right"), setting: "SMTP_PASSWORD" };
    const mails = mailing(addresses.map((address) => recipient(address)));
    return sendMailing(mails, { home, login, world }, short);
  };

  test("before its greeting is unavailable, and the cause says what else it could be", async () => {
    await expect(sendShort("silent", "hana@example.org")).rejects.toEqual(
      problem("vendor-unavailable", { reason: expect.stringContaining("SMTP_TLS") }),
    );
  });

  test("before the message leaves it and what is behind", async () => {
    expect(
      await sendShort("starttls", "hana@example.org", "hangs-at-rcpt@example.org", "duri@example.org"),
    ).toEqual([taken, left, left]);
  });

  test("after the message makes it unknown, and leaves what is behind", async () => {
    expect(await sendShort("starttls", "hangs-after-data@example.org", "duri@example.org")).toEqual([
      unknown,
      left,
    ]);
  });
});

test("what is not begun within half a minute is left to the next call", async () => {
  const { driver, world, received } = openAccount();
  const real = world.now;
  let reads = 0;
  world.now = () => real() + 6_000 * reads++;
  const found = await sendTo(driver, ...Array.from({ length: 9 }, (_, at) => `u${at}@example.org`));
  const count = found.filter(({ outcome }) => outcome === "taken").length;
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThan(9);
  expect(found.slice(count).every(({ outcome }) => outcome === "left")).toBe(true);
  expect(await received()).toHaveLength(count);
  expect(world.logged).toEqual([]);
});
