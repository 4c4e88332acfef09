import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { letterOf, type Mail } from "../../../../sandbox/vendors/sendgrid/mail.ts";
import { mailSchema } from "../../../../sandbox/vendors/sendgrid/mail-schema.ts";
import { faultsOf } from "../../../../sandbox/vendors/sendgrid/rules.ts";
import { sha256 } from "../../../../src/kit/digest.ts";
import type { Mailing, Outcome } from "../../../../src/rooms/email/driver.ts";
import { fillSlots } from "../../../../src/rooms/email/slots.ts";
import { anyMailing, mailingTo } from "../../../setup/mailings.ts";
import { openSendgrid } from "../../../setup/sendgrid-driver.ts";

/** What the driver sends for a mailing; undefined when it asks nobody. */
async function requestOf(
  mailing: Mailing,
): Promise<{ mail: Mail | undefined; bytes: number; outcomes: readonly Outcome[] }> {
  const { driver, requests } = openSendgrid({}, () => new Response(null, { status: 202 }));
  const outcomes = await driver.send(mailing);
  const bytes = await requests[0]?.arrayBuffer();
  const mail = bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Mail);
  return { mail, bytes: bytes?.byteLength ?? 0, outcomes };
}

const idOf = (one: Mail["personalizations"][number]) => one.custom_args?.tov_email;

test("the schema is the one of SendGrid's specification, as it was copied", async () => {
  // A change here is a newer specification, or a mistake.
  expect(await sha256(JSON.stringify(mailSchema))).toBe(
    "24f79060167e64b4eaa0ba844353fd98a7e7e3f992019649f131d4662be4c67c",
  );
});

test("every request that can be made is one of the specification, and each recipient is alone in it and gets their own", async () => {
  await fc.assert(
    fc.asyncProperty(anyMailing, async (mailing) => {
      const { mail, outcomes } = await requestOf(mailing);
      expect(outcomes).toHaveLength(mailing.recipients.length);
      const taken = mailing.recipients.filter((_, at) => outcomes[at]?.outcome === "taken");
      const { personalizations } = mail ?? { personalizations: [] };
      if (mail) expect(faultsOf(mail, Date.now())).toEqual([]);
      expect(personalizations.map(idOf)).toEqual(taken.map(({ id }) => id));
      for (const [at, one] of personalizations.entries()) {
        const { subject, text = "", html = "" } = letterOf(mail!, one);
        expect({ subject, text, html }).toEqual(fillSlots(mailing, taken[at]!));
        expect(one.to.map(({ email }) => email)).toEqual([taken[at]!.to.email]);
      }
    }),
    { seed: 20261126, numRuns: 500 },
  );
});

test("a thousand recipients are one call, a thousand envelopes, and nobody sees another", async () => {
  const mailing = mailingTo(1000);
  const { driver, world, requests } = openSendgrid();
  const outcomes = await driver.send(mailing);
  expect(requests).toHaveLength(1);
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["taken"]));
  const [batch] = world.sandbox.entries({ kind: "batch" });
  const mail = batch?.raw as Mail;
  expect(mail.personalizations).toHaveLength(1000);
  for (const [n, one] of mail.personalizations.entries()) {
    const written = JSON.stringify([one, letterOf(mail, one)]);
    expect(written.match(/p\d+@example\.org/g)).toEqual([`p${n}@example.org`]);
    expect(new Set(written.match(/\d+번째 사람/g))).toEqual(new Set([`${n}번째 사람`]));
  }
});

test.each([
  "$& $1 $`",
  "<script>alert('1')</script>",
  `"&'<>`,
  "-abc.name- %name% [unsubscribe] <%asm_group_unsubscribe_raw_url%>",
])("%s arrives as it is, and escaped in HTML", async (name) => {
  const [recipient] = mailingTo(1).recipients;
  const mailing = mailingTo(1, { recipients: [{ ...recipient!, values: { name, link: "" } }] });
  const { driver, world } = openSendgrid();
  await driver.send(mailing);
  const escaped = name.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  expect(world.sandbox.entries({ kind: "mail" })).toMatchObject([
    { title: `${name}님께`, text: `${name}님, `, html: expect.stringContaining(`">${escaped}님</p>`) },
  ]);
});

describe("nobody is left behind with", () => {
  const outcomesOf = async (changes: (mailing: Mailing) => Partial<Mailing>, count = 3) => {
    const mailing = mailingTo(count);
    const { mail, outcomes, bytes } = await requestOf({ ...mailing, ...changes(mailing) });
    return { sent: mail?.personalizations.length ?? 0, outcomes, bytes };
  };
  const second = (change: Partial<Mailing["recipients"][number]>) => (mailing: Mailing) => ({
    recipients: mailing.recipients.map((one, at) => (at === 1 ? { ...one, ...change } : one)),
  });
  const around = (outcome: object) => [{ outcome: "taken" }, outcome, { outcome: "taken" }];

  test("somebody whose values are longer than SendGrid allows", async () => {
    const { sent, outcomes } = await outcomesOf(second({ values: { name: "가".repeat(1700), link: "" } }));
    expect([sent, outcomes]).toMatchObject([2, around({ outcome: "refused", failure: "values-too-long" })]);
    const just = await outcomesOf(second({ values: { name: "가".repeat(1600), link: "" } }));
    expect(just.sent).toBe(3);
  });

  test("somebody whose values hold a slot", async () => {
    const { slots } = mailingTo(0);
    const { sent, outcomes } = await outcomesOf(second({ values: { name: slots[1]!.inText, link: "" } }));
    expect([sent, outcomes]).toMatchObject([2, around({ outcome: "refused", failure: "values-unusable" })]);
  });

  test("somebody who stands there twice, in other letters: the next call takes them", async () => {
    const { sent, outcomes } = await outcomesOf(second({ to: { email: "P0@EXAMPLE.org" } }));
    expect([sent, outcomes]).toMatchObject([2, around({ outcome: "left" })]);
  });

  test("attachments that leave room for some of the recipients alone", async () => {
    const bytes = new Uint8Array(22_200_000).fill(7);
    const attachments = [{ name: "큰 것.bin", type: "application/octet-stream", bytes }];
    const { sent, outcomes, bytes: size } = await outcomesOf(() => ({ attachments }), 1000);
    expect(size).toBeLessThan(30_000_000);
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(1000);
    const each = outcomes.map(({ outcome }) => outcome);
    expect(each).toEqual([...Array(sent).fill("taken"), ...Array(1000 - sent).fill("left")]);
  });

  test.each<[string, Partial<Mailing>]>([
    ["mail-too-large", { attachments: [{ name: "a", type: "a/b", bytes: new Uint8Array(22_500_000) }] }],
    ["attachment-empty", { attachments: [{ name: "a", type: "a/b", bytes: new Uint8Array(0) }] }],
    ["content-empty", { content: { subject: "a", html: "", text: "" } }],
    ["content-empty", { content: { subject: "", html: "a", text: "" } }],
  ])("%s, which SendGrid is not even asked about", async (failure, changes) => {
    const { sent, outcomes } = await outcomesOf(() => changes);
    expect(sent).toBe(0);
    expect(outcomes).toEqual(Array(3).fill({ outcome: "refused", failure }));
  });
});

test("attachments arrive byte for byte, with the name and the bare type", async () => {
  const bytes = Uint8Array.from({ length: 10_001 }, (_, n) => n % 251);
  const attachments = [{ name: "영수증.pdf", type: "application/pdf; x=1", bytes }];
  const { mail } = await requestOf(mailingTo(1, { attachments }));
  const [attachment] = mail?.attachments ?? [];
  expect(attachment).toMatchObject({
    filename: "영수증.pdf",
    type: "application/pdf",
    disposition: "attachment",
  });
  expect(Uint8Array.from(atob(attachment!.content), (one) => one.charCodeAt(0))).toEqual(bytes);
});

test("links are left alone unless opens and clicks are counted, and SendGrid adds nothing of its own", async () => {
  for (const tracked of [true, false]) {
    const { mail } = await requestOf(mailingTo(1, { tracked }));
    expect(mail?.tracking_settings).toEqual({
      click_tracking: { enable: tracked, enable_text: false },
      open_tracking: { enable: tracked },
      subscription_tracking: { enable: false },
      ganalytics: { enable: false },
    });
  }
});

test("nothing personal stands where SendGrid keeps it for long", async () => {
  const { mail } = await requestOf(mailingTo(2));
  const kept = JSON.stringify([
    mail?.categories,
    mail?.custom_args,
    mail?.personalizations.map((one) => one.custom_args),
  ]);
  expect(kept).not.toMatch(/@|사람|example/);
  expect(mail).toMatchObject({ categories: ["custom"], custom_args: { tov_claim: mailingTo(0).id } });
});

test("each has headers of their own", async () => {
  const { mail } = await requestOf(mailingTo(2));
  expect(mail?.personalizations.map(({ headers }) => headers)).toEqual([
    { "List-Unsubscribe": "<https://tov.example/u/0>" },
    { "List-Unsubscribe": "<https://tov.example/u/1>" },
  ]);
});
