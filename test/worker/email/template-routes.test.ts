import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type House, openHouse, post } from "../../setup/open-house.ts";

const settings = (key: string) => ({
  SENDGRID_API_KEY: key,
  EMAIL_FROM: "TOV <noreply@tov.example>",
  ORGANISATION_NAME: "숲과나눔",
  ORGANISATION_EMAIL: "hello@tov.example",
});

let house: House;
let admin: { Authorization: string };

beforeAll(async () => {
  house = await openHouse(settings);
  admin = await house.keyOf("admin");
});
beforeEach(() => house.sandbox.clear(house.sandboxKey));

const at = "/api/admin/email/templates";
const send = (path: string, body: unknown) => house.fetch(`${at}/${path}`, post(body, admin));
const pointersOf = async (response: Response) => {
  expect(response.status).toBe(422);
  const { errors } = (await response.json()) as { errors: { pointer: string; detail: string }[] };
  return errors.map(({ pointer }) => pointer);
};
const mails = () => house.sandbox.entries({ key: house.sandboxKey, kind: "mail" });

describe("GET /api/admin/email/templates", () => {
  test("says what each template needs to know, so that a form can be made of it", async () => {
    const response = await house.fetch(at, { headers: admin });
    const { items } = (await response.json()) as { items: Record<string, unknown>[] };
    expect(items.map(({ name }) => name)).toEqual([
      ...["welcome", "password-reset", "account-suspended", "notification", "custom"],
    ]);
    expect(items[1]).toMatchObject({
      title: { ko: "비밀번호 재설정", en: "Password reset" },
      purposes: ["transactional"],
      perRecipient: ["name", "link"],
      variables: {
        type: "object",
        required: ["name", "link", "minutes"],
        properties: { minutes: { type: "integer", minimum: 1, description: expect.any(String) } },
      },
    });
    expect(items[3]).toMatchObject({ purposes: ["transactional", "advertisement"] });
  });
});

describe("a preview", () => {
  test("of data given is what would be sent", async () => {
    const response = await send("welcome/preview", { language: "en", data: { name: "Kim <b>" } });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      subject: "Welcome to 숲과나눔, Kim <b>",
      html: expect.stringContaining("Kim &lt;b&gt;"),
      text: expect.stringContaining("Welcome, Kim <b>"),
      removed: [],
    });
  });

  test("names what of staff's HTML is not let into mail", async () => {
    const html = '<p onclick="a()">글</p><script>b()</script>';
    const response = await send("custom/preview", { data: { subject: "소식", html } });
    const { html: shown, removed } = (await response.json()) as { html: string; removed: string[] };
    expect(removed).toEqual(["onclick", "<script>"]);
    expect(shown).not.toMatch(/onclick|b\(\)/);
  });

  test("of an advertisement shows the settings that are missing where they would stand", async () => {
    const response = await send("notification/preview", { purpose: "advertisement" });
    const { subject, text } = (await response.json()) as { subject: string; text: string };
    expect(subject).toMatch(/^\(광고\) /);
    expect(text).toContain("ORGANISATION_ADDRESS");
    expect(text).toContain("hello@tov.example");
  });

  test.each(["html", "text"])(
    "with sample data can be looked at as %s, and runs and fetches nothing",
    async (format) => {
      const response = await house.fetch(`${at}/custom/preview?language=en&format=${format}`, {
        headers: admin,
      });
      expect(response.headers.get("Content-Type")).toBe(
        `text/${format === "text" ? "plain" : "html"}; charset=utf-8`,
      );
      expect(response.headers.get("Content-Language")).toBe("en");
      expect(response.headers.get("Content-Security-Policy")).toBe(
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
      );
      expect(await response.text()).toContain("News of spring");
    },
  );

  test.each([
    ["welcome", { data: {} }, "/body/data/name"],
    ["welcome", { data: { name: "가", colour: "초록" } }, "/body/data"],
    ["welcome", { data: { name: "가\n나" } }, "/body/data/name"],
    ["welcome", { data: { name: "가", link: "javascript:a()" } }, "/body/data/link"],
    ["welcome", { data: { name: "가", link: "http://a.kr/" } }, "/body/data/link"],
    ["welcome", { data: { name: "가", link: "https://a.kr@b.kr/" } }, "/body/data/link"],
    ["welcome", { purpose: "advertisement" }, "/body/purpose"],
    ["password-reset", { data: { name: "가", link: "https://a.kr/", minutes: 0.5 } }, "/body/data/minutes"],
    ["account-suspended", { data: { name: "가", reason: "나", until: "2026-02-30" } }, "/body/data/until"],
    ["notification", { data: { title: "가", body: "나", button: "다" } }, "/body/data/link"],
    [
      "notification",
      { data: { title: "가", body: "나", details: [{ label: "다" }] } },
      "/body/data/details/0/value",
    ],
    ["custom", { data: { subject: "{{name}}", html: "<p>나</p>" } }, "/body/data/values/name"],
    [
      "custom",
      { data: { subject: "가", html: "<p>나</p>", values: { name: "다" } } },
      "/body/data/values/name",
    ],
    [
      "custom",
      { data: { subject: "가", html: '<a href="{{to}}">나</a>', values: { to: "javascript:a()" } } },
      "/body/data/values/to",
    ],
    ["custom", { data: { subject: "가 {{", html: "<p>나</p>" } }, "/body/data/subject"],
    [
      "custom",
      { data: { subject: "가", html: '<a href="https://a.kr/?b={{name}}">나</a>' } },
      "/body/data/html",
    ],
    ["custom", { data: { subject: "가", html: "<p>{{unsubscribe}}</p>" } }, "/body/data/html"],
    ["custom", { data: { subject: "가", html: "<script></script>" } }, "/body/data/html"],
    ["unheard", {}, "/path/name"],
  ])("of %s with %j is refused, and says where", async (template, body, pointer) => {
    expect(await pointersOf(await send(`${template}/preview`, body))).toContain(pointer);
  });

  test("refuses in Korean what it refuses in Korean", async () => {
    const init = post(
      { data: { title: "가", body: "나", button: "다" } },
      { ...admin, "Accept-Language": "ko" },
    );
    const response = await house.fetch(`${at}/notification/preview`, init);
    const { errors } = (await response.json()) as { errors: { detail: string }[] };
    expect(errors[0]?.detail).toBe("버튼 글이 있으면 링크도 있어야 합니다.");
  });
});

describe("a test", () => {
  test("arrives, says that it is one, and is an e-mail like any other", async () => {
    const response = await send("notification/test", { to: "kim@tov.example" });
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ template: "notification", state: "queued" });
    await house.work();
    expect(mails()).toMatchObject([
      { to: ["kim@tov.example"], title: "[테스트] 봄맞이 자원봉사 교육이 확정되었습니다" },
    ]);
  });

  test("of staff's own HTML arrives as it was sanitised", async () => {
    const html = "<p>{{name}}님 <b onclick=a()>소식</b></p>";
    const data = { subject: "{{name}}님께", html, values: { name: "김 <i>" } };
    await send("custom/test", { to: "kim@tov.example", language: "en", data });
    await house.work();
    const [mail] = mails() as unknown as [{ title: string; raw: { content: { value: string }[] } }];
    expect(mail.title).toBe("[Test] 김 <i>님께");
    expect(mail.raw.content[0]?.value).toContain("김 <i>님 소식");
    expect(mail.raw.content[1]?.value).toContain("김 &#60;i&#62;님 <b>소식</b>");
  });

  test("with data that the template cannot use records nothing", async () => {
    const before = await house.services.outbox.count();
    const body = { to: "kim@tov.example", data: { name: 1 } };
    expect(await pointersOf(await send("welcome/test", body))).toEqual(["/body/data/name"]);
    expect(await pointersOf(await send("welcome/test", { to: "nobody" }))).toEqual(["/body/to"]);
    expect(await house.services.outbox.count()).toEqual(before);
  });
});
