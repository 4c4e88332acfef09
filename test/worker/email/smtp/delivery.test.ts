import { describe, expect, test } from "vitest";
import { smtp } from "../../../../src/rooms/email/drivers/smtp.ts";
import { slotsOf } from "../../../../src/rooms/email/slots.ts";
import { customHome, mailing, newUser, openAccount, recipient, sendTo } from "../../../setup/smtp/account.ts";
import { inboxOf, leadTo } from "../../../setup/smtp/inbox.ts";
import { createTestWorld } from "../../../setup/test-world.ts";

const password = { SMTP_PASSWORD: "right" };
const bytes = (text: string) => new Uint8Array(new TextEncoder().encode(text));

describe("each home, under its own name and over real TLS", () => {
  test.each([
    ["gmail", "gmail.com", {}, "smtp.gmail.com:465", "implicit"],
    ["gmail", "gmail.com", { SMTP_TLS: "starttls" }, "smtp.gmail.com:587", "starttls"],
    ["naver", "naver.com", {}, "smtp.naver.com:465", "implicit"],
    ["naver", "naver.com", { SMTP_PORT: "587" }, "smtp.naver.com:587", "starttls"],
    ["custom", "tov.example", { SMTP_HOST: "smtp.tov.example" }, "smtp.tov.example:587", "starttls"],
    [
      "custom",
      "tov.example",
      { SMTP_HOST: "smtp.tov.example", SMTP_TLS: "implicit" },
      "smtp.tov.example:465",
      "implicit",
    ],
    [
      "custom",
      "tov.example",
      { SMTP_HOST: "smtp.tov.example", SMTP_PORT: "2465", SMTP_TLS: "implicit" },
      "smtp.tov.example:2465",
      "implicit",
    ],
  ] as const)("%s of %s with %j takes a mail at %s", async (preset, domain, settings, address, server) => {
    const world = createTestWorld();
    leadTo(world, address, server);
    const user = newUser(domain);
    const given = {
      SMTP_PRESET: preset,
      SMTP_USER: user,
      ...password,
      EMAIL_FROM: `토브 <${user}>`,
      ...settings,
    };
    const driver = smtp.open(smtp.settings.parse(given), world);
    const sent = mailing([recipient("gildong@example.org")], {
      attachments: [{ name: "영수증.pdf", type: "application/pdf", bytes: bytes("%PDF-1.7") }],
    });
    const { id } = sent.recipients[0]!;
    expect(await driver.send(sent)).toEqual([{ outcome: "taken", vendorId: `${id}@${domain}` }]);
    const { mails, connections } = await inboxOf(user);
    expect(connections).toBe(0);
    expect(mails).toMatchObject([
      {
        secure: true,
        serverName: address.split(":")[0],
        envelope: { from: user, to: ["gildong@example.org"] },
        subject: sent.content.subject,
        from: [{ address: user, name: "토브" }],
        to: [{ address: "gildong@example.org", name: "홍길동" }],
        text: sent.content.text,
        html: sent.content.html,
        messageId: `<${id}@${domain}>`,
        attachments: [{ name: "영수증.pdf", type: "application/pdf", base64: btoa("%PDF-1.7") }],
      },
    ]);
    expect(Math.abs(mails[0]!.date! - world.now())).toBeLessThan(60_000);
  });
});

describe("a mailing for several", () => {
  const people = ["hana", "duri", "sena"].map((name) =>
    recipient(`${name}@example.org`, {
      to: { email: `${name}@example.org`, name },
      values: { name: `${name} & 가족` },
      headers: {
        "List-Unsubscribe": `<https://tov.example/unsubscribe/${name}${"x".repeat(120)}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
    }),
  );
  const slots = slotsOf(["name"], "n0nce");
  const [{ inText, inHtml }] = slots as [(typeof slots)[number]];
  const content = { subject: `${inText}님께`, text: `${inText}님,`, html: `<p>${inHtml}님,</p>` };

  test("goes over one connection, a message each, with what is each one's own", async () => {
    const { driver, received } = openAccount();
    const outcomes = await driver.send(mailing(people, { content, slots }));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["taken", "taken", "taken"]);
    const mails = await received();
    expect(new Set(mails.map(({ session }) => session)).size).toBe(1);
    expect(mails.map(({ subject, text, html }) => [subject, text, html])).toEqual(
      ["hana", "duri", "sena"].map((name) => [
        `${name} & 가족님께`,
        `${name} & 가족님,`,
        `<p>${name} &#38; 가족님,</p>`,
      ]),
    );
    for (const [at, { id, headers }] of people.entries()) {
      expect(mails[at]!.messageId).toBe(`<${id}@tov.example>`);
      for (const [name, value] of Object.entries(headers))
        expect(mails[at]!.headers[name.toLowerCase()]!.replace(/\r\n /, " ")).toBe(`${name}: ${value}`);
    }
  });

  test("shows nobody another, in the envelope or in the message", async () => {
    const { driver, received } = openAccount();
    await driver.send(mailing(people, { content, slots }));
    for (const mail of await received()) {
      const [own] = mail.envelope.to;
      expect(mail.envelope.to).toHaveLength(1);
      const others = people.map(({ to }) => to.email).filter((email) => email !== own);
      for (const other of others) {
        expect(mail.raw).toContain(own);
        expect(mail.raw).not.toContain(other);
        expect(mail.raw).not.toContain(other.split("@")[0]!);
      }
    }
  });

  test("with an attachment of a megabyte arrives byte for byte, each time", async () => {
    const { driver, received } = openAccount();
    const large = new Uint8Array(1024 * 1024);
    for (let at = 0; at < large.length; at += 65_536) crypto.getRandomValues(large.subarray(at, at + 65_536));
    const attachments = [{ name: "사진 모음.zip", type: "application/zip", bytes: large }];
    await driver.send(mailing(people.slice(0, 2), { attachments }));
    const mails = await received();
    expect(mails).toHaveLength(2);
    const expected = Buffer.from(large).toString("base64");
    for (const { attachments } of mails) expect(attachments[0]!.base64 === expected).toBe(true);
  });
});

test("a server that knows only LOGIN lets in whoever has the password", async () => {
  const { driver, received } = openAccount({}, "loginOnly");
  expect(await sendTo(driver, "hana@example.org")).toMatchObject([{ outcome: "taken" }]);
  expect(await received()).toHaveLength(1);
});

test("a server without PIPELINING is spoken to line by line", async () => {
  const { driver, received } = openAccount({}, "oneByOne");
  expect(
    await sendTo(driver, "hana@example.org", "rcpt-550-5.1.1@example.org", "dul@example.org"),
  ).toMatchObject([{ outcome: "taken" }, { outcome: "refused" }, { outcome: "taken" }]);
  expect(await received()).toHaveLength(2);
});

test.each([
  ["gmail", 500],
  ["naver", 500],
  ["outlook", 300],
  ["custom", null],
] as const)("%s takes %j recipients a day, or as many as the settings say", (preset, limit) => {
  const user = newUser(preset === "naver" ? "naver.com" : "tov.example");
  const oauth = { SMTP_OAUTH_CLIENT_ID: "app", SMTP_OAUTH_REFRESH_TOKEN: "token" };
  const given = { ...customHome(user), ...oauth, SMTP_PRESET: preset, EMAIL_FROM: user };
  const open = (more = {}) => smtp.open(smtp.settings.parse({ ...given, ...more }), createTestWorld());
  expect(open().dailyLimit).toBe(limit);
  expect(open({ SMTP_DAILY_LIMIT: "2000" }).dailyLimit).toBe(2000);
});

test("what became of a call cannot be asked", async () => {
  expect(await openAccount().driver.lookUp("any", 0)).toBe("unknown");
});
