import { beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { asForm, type ConsentHouse, openConsentHouse } from "./house.ts";
import { emailRow } from "./rows.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const hong = "hong@example.org";

let house: ConsentHouse;
beforeAll(async () => {
  house = await openConsentHouse();
});
beforeEach(() => house.clear());

const states = async () => (await house.consents()).map(({ purpose, state }) => [purpose, state]);
const templates = async () => (await house.letters()).map(({ template }) => template);
const subscribe = async (email = hong, more: Record<string, unknown> = {}) => {
  await house.ask(email, more);
  await house.click(await house.link("confirm"));
  await house.work();
};
const textOf = async (response: Response) => (await response.text()).replace(/<[^>]+>/g, " ");

describe("asking for mail", () => {
  it("records it as pending, and mails a link to confirm it to the address alone", async () => {
    const response = await house.ask(hong, { name: "김철수 http://evil.example" });
    expect([response.status, await response.json()]).toEqual([202, { state: "asked" }]);
    expect(await states()).toEqual([["newsletter", "pending"]]);
    const link = await house.link("confirm");
    expect(link).toMatch(/^\/email\/confirm\?token=[\w-]{43}$/);
    const [mail] = house.mails();
    expect(mail).toMatchObject({ to: [hong], title: "[TOV] 소식지 수신 동의를 확인해 주세요" });
    // What a stranger typed must not reach somebody's mailbox.
    expect(JSON.stringify(mail)).not.toContain("evil");
    expect(JSON.stringify(mail)).not.toContain("(광고)");
    const [row] = await house.consents();
    expect(link).not.toContain(row!.token!);
    expect(row!.token).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is answered alike whoever the address belongs to", async () => {
    await subscribe();
    await house.ask("pending@example.org");
    const answers = await Promise.all(
      [hong, "pending@example.org", "new@example.org"].map(async (email) => {
        const response = await house.ask(email);
        const { "x-request-id": _, ...headers } = Object.fromEntries(response.headers);
        return { status: response.status, headers, body: await response.text() };
      }),
    );
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(await states()).toEqual([
      ...[
        ["newsletter", "confirmed"],
        ["newsletter", "pending"],
        ["newsletter", "pending"],
      ],
    ]);
  });

  it("again does not flood a mailbox: once in ten minutes, three times a day, each purpose by itself", async () => {
    const asked = async () => (await templates()).filter((name) => name === "consent-confirm").length;
    await house.ask(hong);
    await house.ask(hong.toUpperCase());
    expect(await asked()).toBe(1);
    await house.ask(hong, { purpose: "events" });
    expect(await asked()).toBe(2);
    for (let times = 0; times < 4; times++) {
      house.world.advance(11 * MINUTE);
      await house.ask(hong);
    }
    expect(await asked()).toBe(4);
    house.world.advance(DAY);
    await house.ask(hong);
    expect(await asked()).toBe(5);
  });

  it("at once several times mails one link, and that works", async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => house.ask(hong)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(await templates()).toEqual(["consent-confirm"]);
    expect((await house.click(await house.link("confirm"))).status).toBe(200);
    expect(await states()).toEqual([["newsletter", "confirmed"]]);
  });

  it("by somebody who gets it already changes nothing and mails nothing", async () => {
    await subscribe();
    const before = [await house.consents(), await house.letters()];
    expect((await house.ask(hong, { name: "다른 이름" })).status).toBe(202);
    expect([await house.consents(), await house.letters()]).toEqual(before);
  });

  test.each([
    ["an address that is none", { email: "hong" }, "/body/email"],
    ["an unknown purpose", { purpose: "spam" }, "/body/purpose"],
    ["a wording that there never was", { textVersion: "2001-01" }, "/body/textVersion"],
    ["a name of two lines", { name: "a\r\nBcc: x@y.kr" }, "/body/name"],
  ])("with %s answers 422", async (_, more, pointer) => {
    const response = await house.ask(hong, more);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    expect([response.status, errors.map((error) => error.pointer)]).toEqual([422, [pointer]]);
  });

  it("leaves nothing personal in the log or in the outbox", async () => {
    await subscribe();
    const messages = await house.services.outbox.list("done", 50, null);
    expect(messages.length).toBeGreaterThan(1);
    expect(JSON.stringify([messages, house.world.logged])).not.toContain("hong@");
  });
});

describe("the link to confirm", () => {
  it("shows what is agreed to, and changes nothing until its button is pressed", async () => {
    await house.ask(hong);
    const link = await house.link("confirm");
    const before = await house.consents();
    for (const method of ["GET", "HEAD", "GET"]) {
      const response = await house.fetch(link, { method });
      expect([response.status, response.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
    }
    expect(await house.consents()).toEqual(before);
    const text = await textOf(await house.fetch(link));
    for (const words of ["‘소식지’ 메일을 받으시겠어요?", "동의를 철회하실 때까지", "동의하고 받기"])
      expect(text).toContain(words);
    expect(await textOf(await house.fetch(`${link}&lang=en`))).toContain("I agree to get “Newsletter”");
  });

  it("confirms, tells the owner so in the same commit, and again is harmless", async () => {
    await house.ask(hong);
    const link = await house.link("confirm");
    for (let times = 0; times < 3; times++) {
      const response = await house.click(link);
      expect([response.status, await textOf(response)]).toEqual([
        ...[200, expect.stringContaining("수신 동의가 완료되었습니다")],
      ]);
    }
    const [row] = await house.consents();
    expect(row).toMatchObject({ state: "confirmed", noticed_at: row!.confirmed_at, method: "form" });
    expect(await templates()).toEqual(["consent-confirm", "consent-result"]);
    await house.work();
    expect(house.mails()[0]).toMatchObject({ title: "[TOV] 소식지 수신 동의 처리 결과 안내" });
    expect(await textOf(await house.fetch(link))).toContain("수신 동의가 완료되었습니다");
  });

  it("pressed several times at once tells the owner once", async () => {
    await house.ask(hong);
    const link = await house.link("confirm");
    const answers = await Promise.all([1, 2, 3].map(() => house.click(link)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await templates()).toEqual(["consent-confirm", "consent-result"]);
  });

  it("works for seven days, and not once a newer one was sent", async () => {
    await house.ask(hong);
    const old = await house.link("confirm");
    house.world.advance(6 * DAY);
    await house.ask(hong);
    expect((await house.fetch(old)).status).toBe(404);
    expect((await house.click(old)).status).toBe(404);
    const newer = await house.link("confirm");
    house.world.advance(7 * DAY);
    expect((await house.click(newer)).status).toBe(404);
    expect(await states()).toEqual([["newsletter", "pending"]]);
  });

  it("does not undo a later withdrawal", async () => {
    await house.ask(hong);
    const link = await house.link("confirm");
    await house.click(link);
    await house.click(await house.link("preferences"), "stop=all");
    expect((await house.click(link)).status).toBe(404);
    expect(await states()).toEqual([["newsletter", "withdrawn"]]);
  });

  test.each(["", "?token=", "?token=abc", `?token=${"A".repeat(43)}`, "?token=a&token=b"])(
    "with %j answers a problem",
    async (query) => {
      for (const method of ["GET", "POST"]) {
        const response = await house.fetch(`/email/confirm${query}`, { method });
        expect([404, 422]).toContain(response.status);
        expect(response.headers.get("Content-Type")).toContain("text/html");
      }
    },
  );
});

describe("the link to unsubscribe", () => {
  const urlOf = async () => {
    const [row] = await house.consents();
    const url = await house.services.consents.links.unsubscribeUrl(row!.id);
    return url.replace("http://localhost:8787", "");
  };

  it("asks once more, and changes nothing until its button is pressed", async () => {
    await subscribe();
    const link = await urlOf();
    const before = await house.consents();
    for (const method of ["GET", "HEAD", "GET"])
      expect((await house.fetch(link, { method })).status).toBe(200);
    expect(await house.consents()).toEqual(before);
    const page = await (await house.fetch(link)).text();
    expect(page).toContain("‘소식지’ 메일을 그만 받으시겠어요?");
    expect(page).toContain('<form class="form" method="post">');
    // A newsletter is passed on: whoever gets it learns no address.
    expect(page).toContain("h***@example.org");
    expect(page).not.toContain(hong);
    expect(page.match(/<script/g)).toBeNull();
  });

  it("withdraws, takes what still waits out of the batches, and tells the owner, all in one commit", async () => {
    await subscribe();
    await subscribe(hong, { purpose: "events" });
    const [news, events] = await house.consents();
    const { database } = house.services;
    const waiting = [
      await emailRow({ id: "m-1", consent_id: news!.id }),
      await emailRow({ id: "m-2", consent_id: events!.id, batch_id: "batch-2" }),
    ];
    for (const row of waiting) await database.run(database.query.insertInto("email_messages").values(row));
    house.world.advance(MINUTE);
    const response = await house.click(await urlOf());
    expect([response.status, await textOf(response)]).toEqual([
      ...[200, expect.stringContaining("수신 거부가 처리되었습니다")],
    ]);
    expect(await states()).toEqual([
      ...[
        ["newsletter", "withdrawn"],
        ["events", "confirmed"],
      ],
    ]);
    const rows = await database.all(
      database.query.selectFrom("email_messages").selectAll().where("batch_id", "is not", null).orderBy("id"),
    );
    expect(rows.map(({ state, failure }) => failure ?? state)).toEqual(["consent-withdrawn", "queued"]);
    const [ended] = await house.consents();
    expect(ended).toMatchObject({ withdrawn_by: "person", noticed_at: ended!.withdrawn_at });
    await house.work();
    expect(house.mails()[0]).toMatchObject({ title: "[TOV] 소식지 수신 거부 처리 결과 안내", to: [hong] });
  });

  it("takes one click of a mail program (RFC 8058): without cookies, whatever the length, and again", async () => {
    await subscribe();
    const link = await urlOf();
    const bodies = [
      { headers: asForm, body: "List-Unsubscribe=One-Click" },
      { body: new Blob(["List-Unsubscribe=One-Click"]).stream() },
      { body: formData() },
      {},
    ];
    for (const one of bodies) {
      const response = await house.fetch(link, { method: "POST", ...one });
      // A redirect would end it (RFC 8058, section 3.1).
      expect([response.status, response.headers.get("Location")]).toEqual([200, null]);
    }
    expect(await states()).toEqual([["newsletter", "withdrawn"]]);
    expect(await templates()).toEqual(["consent-confirm", "consent-result", "consent-result"]);
  });

  it("pressed several times at once tells the owner once", async () => {
    await subscribe();
    const link = await urlOf();
    const answers = await Promise.all([1, 2, 3, 4].map(() => house.click(link)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await templates()).filter((name) => name === "consent-result")).toHaveLength(2);
  });

  it("works years later, after a new consent, and for somebody who was forgotten", async () => {
    await subscribe();
    const link = await urlOf();
    await house.click(link);
    house.world.advance(5 * 365 * DAY);
    await subscribe();
    expect(await states()).toEqual([["newsletter", "confirmed"]]);
    await house.click(link);
    expect(await states()).toEqual([["newsletter", "withdrawn"]]);
    const [holder] = house.services.personHolders.filter(({ tables }) => tables.includes("mail_consents"));
    await holder!.erasePerson({ accountId: null, email: hong, phone: null });
    const before = await house.consents();
    expect((await house.click(link)).status).toBe(200);
    const page = await textOf(await house.fetch(link));
    expect(page).toContain("이미 받지 않고 계십니다");
    expect(await house.consents()).toEqual(before);
  });

  it("forged or cut off is a problem, costs no query, and withdraws nothing", async () => {
    await subscribe();
    const link = await urlOf();
    const last = link.at(-1) === "A" ? "B" : "A";
    const forged = [
      link.slice(0, -1),
      link.slice(0, -1) + last,
      `${link}a`,
      link.replace(/\.(.)/, (_, first) => (first === "A" ? ".B" : ".A")),
    ];
    for (const path of forged) {
      for (const method of ["GET", "POST"]) {
        const response = await house.fetch(path, { method });
        expect([path, response.status]).toEqual([path, 404]);
        const entry = house.world.logged.findLast(({ event }) => event === "request");
        expect(entry?.fields).toMatchObject({ problem: "email-link-invalid" });
        expect(entry?.fields?.queries).toBeUndefined();
      }
    }
    expect(await states()).toEqual([["newsletter", "confirmed"]]);
  });
});

describe("the page of preferences", () => {
  it("shows every purpose, ends what is not wanted, keeps what is, and has what is new confirmed", async () => {
    await subscribe();
    await subscribe(hong, { purpose: "events" });
    const link = await house.link("preferences");
    const shown = await (await house.fetch(link)).text();
    expect(shown.match(/checked/g)).toHaveLength(2);
    expect(shown).not.toContain(hong);
    house.world.advance(MINUTE);
    const saved = await house.click(link, "purpose=newsletter&purpose=fundraising&purpose=unheard");
    expect(await textOf(saved)).toContain("저장했습니다");
    expect(await states()).toEqual([
      ...[
        ["newsletter", "confirmed"],
        ["events", "withdrawn"],
        ["fundraising", "pending"],
      ],
    ]);
    expect((await house.consents())[0]).toMatchObject({ reconfirmed_at: expect.any(Number) });
    await house.click(await house.link("confirm"));
    expect(await states()).toContainEqual(["fundraising", "confirmed"]);
  });

  it("ends everything with one button, and one mail tells of it", async () => {
    await subscribe();
    await subscribe(hong, { purpose: "events" });
    const link = await house.link("preferences");
    await house.click(link, "purpose=newsletter&stop=all");
    expect(await states()).toEqual([
      ...[
        ["newsletter", "withdrawn"],
        ["events", "withdrawn"],
      ],
    ]);
    await house.work();
    expect(house.mails()[0]).toMatchObject({
      title: "[TOV] 소식지, 행사·교육 안내 수신 거부 처리 결과 안내",
    });
  });

  it("takes a form and nothing else", async () => {
    await subscribe();
    const link = await house.link("preferences");
    const json = { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" };
    expect((await house.fetch(link, json)).status).toBe(415);
    expect((await house.click(link, "a".repeat(5000))).status).toBe(413);
    expect((await house.click(`${link}a`, "stop=all")).status).toBe(404);
    expect(await states()).toEqual([["newsletter", "confirmed"]]);
  });
});

function formData(): FormData {
  const form = new FormData();
  form.set("List-Unsubscribe", "One-Click");
  return form;
}
