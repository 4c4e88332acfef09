import { describe, expect, test } from "vitest";
import * as z from "zod";
import { mailingContents } from "../../../src/rooms/email/mailing-content.ts";
import { checkData, ownVariables } from "../../../src/rooms/email/template-data.ts";

const contents = mailingContents({ name: z.string().optional() });
const pointersOf = (content: object) =>
  contents.safeParse(content).error?.issues.map(({ path }) => path.join("/")) ?? [];

const reset = { template: "password-reset", purpose: "transactional" };
const custom = { template: "custom", purpose: "advertisement" };

describe("what a mailing says", () => {
  test.each([
    ["with a value that all share", { ...reset, data: { name: "회원", link: "https://a.kr/", minutes: 5 } }],
    ["with values of each recipient's own", { ...reset, data: { minutes: 5 }, variables: ["name", "link"] }],
    ["of staff's own", { ...custom, data: { subject: "가", html: "<p>{{a}}</p>" }, variables: ["a"] }],
    [
      "of staff's own, some of it shared",
      { ...custom, data: { subject: "{{b}}", html: "<p>{{a}}</p>", values: { b: "나" } }, variables: ["a"] },
    ],
  ])("%s is taken", (_, content) => {
    expect(pointersOf(content)).toEqual([]);
  });

  test.each([
    ["lacks a variable", { ...reset, data: { minutes: 5 }, variables: ["name"] }, ["data/link"]],
    [
      "lacks what nobody can have of their own",
      { ...reset, data: {}, variables: ["name", "link"] },
      ["data/minutes"],
    ],
    [
      "lets recipients have what they cannot",
      { ...reset, data: { minutes: 5, name: "가", link: "https://a.kr/" }, variables: ["minutes"] },
      ["variables/0", "data/minutes"],
    ],
    [
      "gives a value twice",
      { ...reset, data: { minutes: 5, name: "가" }, variables: ["name", "link"] },
      ["data/name"],
    ],
    [
      "has a variable that is not known",
      { ...reset, data: { minutes: 5, colour: "초록" }, variables: ["name", "link"] },
      ["data"],
    ],
    [
      "is an advertisement by a template for none",
      { ...reset, purpose: "advertisement", data: { minutes: 5 }, variables: ["name", "link"] },
      ["purpose"],
    ],
    [
      "has HTML with a variable that nobody fills",
      { ...custom, data: { subject: "가", html: "<p>{{a}}{{b}}</p>" }, variables: ["a"] },
      ["data/values/b"],
    ],
    [
      "lets recipients fill what is nowhere",
      { ...custom, data: { subject: "가", html: "<p>나</p>" }, variables: ["a"] },
      ["variables/0"],
    ],
    [
      "calls a variable as the link to unsubscribe is called",
      { ...custom, data: { subject: "가", html: "<p>{{unsubscribe}}</p>" }, variables: ["unsubscribe"] },
      ["data/html"],
    ],
    [
      "has a button without a link",
      { template: "notification", purpose: "transactional", data: { title: "가", body: "나", button: "다" } },
      ["data/link"],
    ],
  ])("that %s is refused, and says where", (_, content, pointers) => {
    expect(pointersOf(content)).toEqual(pointers);
  });

  test("keeps what belongs to the mailing, and staff's HTML as it was sanitised", () => {
    const data = { subject: "가", html: "<p onclick=a()>나</p>" };
    expect(contents.parse({ ...custom, data, name: "봄" })).toMatchObject({
      name: "봄",
      language: "ko",
      variables: [],
      data: { subject: "가", html: "<p>나</p>" },
    });
  });
});

test("a recipient's value has to be what stands there: a line, or where a link leads", () => {
  const fits = (template: "notification" | "custom", name: string, value: string, data = {}) =>
    ownVariables(template, data).get(name)?.safeParse(value).success;
  expect(fits("notification", "link", "https://a.kr/")).toBe(true);
  expect(fits("notification", "link", "javascript:a()")).toBe(false);
  expect(fits("notification", "name", "가\n나")).toBe(false);
  expect(fits("notification", "body", "가")).toBeUndefined();
  const html = '<a href="{{to}}">{{name}}</a>';
  expect(fits("custom", "to", "가", { html })).toBe(false);
  expect(fits("custom", "name", "가", { html })).toBe(true);
});

test("data that is shared can be checked again as it was kept", () => {
  const first = checkData("custom", { subject: "가", html: "<p onclick=a()>{{a}}</p>" }, ["a"]);
  expect(first.success).toBe(true);
  expect(checkData("custom", first.data, ["a"]).data).toEqual(first.data);
  expect(checkData("custom", first.data).error?.issues[0]?.path).toEqual(["values", "a"]);
});
