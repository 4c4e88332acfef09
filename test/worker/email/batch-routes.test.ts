import { beforeAll, describe, expect, test } from "vitest";
import type { Batch } from "../../../src/rooms/email/batches/schema.ts";
import { type House, openHouse, post } from "../../setup/open-house.ts";

let house: House;
let key: { Authorization: string };
let admin: { Authorization: string };

beforeAll(async () => {
  house = await openHouse(
    (SENDGRID_API_KEY) => ({
      ...{ SENDGRID_API_KEY, EMAIL_FROM: "TOV <noreply@tov.example>" },
      ...{
        ORGANISATION_ADDRESS: "서울시 종로구 1",
        ORGANISATION_EMAIL: "office@tov.example",
        ORGANISATION_PHONE: "02-000-0000",
      },
    }),
    undefined,
    "paid",
  );
  [key, admin] = [await house.keyOf("email:send"), await house.keyOf("admin")];
});

const content = {
  ...{ name: "총회 안내", template: "notification", language: "ko", purpose: "transactional" },
  data: { title: "총회 안내", body: "다음 달 첫째 주 토요일에 총회가 있습니다." },
  variables: ["name"],
};

const send = (body: object, headers = {}) =>
  house.fetch("/api/email/batches", post({ ...content, ...body }, { ...key, ...headers }));
const started = async (body: object) => {
  const response = await send(body);
  expect(response.status).toBe(202);
  return (await response.json()) as Batch;
};
const seen = async (id: string) =>
  (await (await house.fetch(`/api/email/batches/${id}`, { headers: key })).json()) as Batch;
const list = (...names: string[]) => ({
  recipients: names.map((name) => ({ email: `${name}@example.org`, name, data: { name } })),
});

test("a batch of three is on its way at once and complete in the end, each recipient by name", async () => {
  const { id, state } = await started({ audience: list("kim", "lee", "park") });
  expect(state).toBe("preparing");
  await house.work();
  expect(await seen(id)).toMatchObject({ state: "complete", recipients: 3, counts: { sent: 3 } });
  const letters = house.sandbox.entries({ key: house.sandboxKey, kind: "mail" });
  const mine = letters.filter(({ to }) => to?.includes("lee@example.org"));
  expect(mine.length).toBeGreaterThan(0);
  expect(mine.some(({ text }) => text?.includes("lee"))).toBe(true);
  expect(mine.every(({ text }) => !text?.includes("park"))).toBe(true);
});

test("a CSV file is an audience, and who stands in it twice gets one e-mail", async () => {
  const csv = "이메일,이름\nhong@example.org,홍길동\nHONG@example.org,홍길동\nlim@example.org,임꺽정\n";
  const { id, report } = await started({ audience: { csv } });
  expect(report).toMatchObject({ accepted: 2, duplicates: 1, refusedCount: 0 });
  await house.work();
  expect(await seen(id)).toMatchObject({ state: "complete", counts: { sent: 2 } });
});

test("sent again with its key it is one batch", async () => {
  const again = { "Idempotency-Key": crypto.randomUUID() };
  const ids = [];
  for (let n = 0; n < 2; n++)
    ids.push(((await (await send({ audience: list("twice") }, again)).json()) as Batch).id);
  expect(ids[0]).toBe(ids[1]);
});

describe("what cannot be sent is refused before anything is recorded", () => {
  test.each([
    ["a line that is no address", { audience: { csv: "email,name\nnobody,x\n" } }, "/body/audience/csv"],
    ["a variable that is missing", { audience: { csv: "email\na@example.org\n" } }, "/body/audience/csv"],
    [
      "a variable that the template has not",
      { variables: ["colour"], audience: list("a") },
      "/body/variables/0",
    ],
    ["a variable that is nowhere", { data: { title: "x" }, audience: list("a") }, "/body/data/body"],
    [
      "an advertisement without consent",
      { purpose: "advertisement", audience: list("a") },
      "/body/consentPurpose",
    ],
    [
      "a template that cannot advertise",
      { template: "welcome", data: {}, purpose: "advertisement", audience: list("a") },
      "/body/purpose",
    ],
    ["nobody", { audience: { recipients: [] } }, "/body/audience/recipients"],
  ])("%s", async (_, body, pointer) => {
    const before = await house.fetch("/api/email/batches", { headers: key });
    const response = await send(body);
    expect(response.status).toBe(422);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    expect(errors.map((error) => error.pointer)).toContain(pointer);
    const after = await house.fetch("/api/email/batches", { headers: key });
    expect(await after.json()).toEqual(await before.json());
  });
});

test("recipients are listed page by page to administrators alone", async () => {
  const { id } = await started({ audience: list("one", "two", "three") });
  await house.work();
  const ask = (query: string, headers = admin) =>
    house.fetch(`/api/email/batches/${id}/recipients?${query}`, { headers });
  expect((await ask("", key)).status).toBe(403);
  const first = (await (await ask("limit=2")).json()) as { items: { email: string }[]; nextCursor: string };
  const rest = (await (await ask(`limit=2&cursor=${first.nextCursor}`)).json()) as typeof first;
  const emails = [...first.items, ...rest.items].map(({ email }) => email);
  expect(emails.toSorted()).toEqual(["one@example.org", "three@example.org", "two@example.org"]);
  expect(await (await ask("state=failed")).json()).toEqual({ items: [], nextCursor: null });
});

test("its progress is told as it happens, until it is complete", async () => {
  const { id } = await started({ audience: list("watched") });
  const response = await house.fetch(`/api/email/batches/${id}/progress`, { headers: key });
  expect(response.headers.get("Content-Type")).toBe("text/event-stream");
  const reading = response.text();
  await house.work();
  const events = (await reading).split("\n\n").filter((event) => event.startsWith("event: progress"));
  const states = events.map((event) => (JSON.parse(event.split("data: ")[1]!) as Batch).state);
  expect(states.at(-1)).toBe("complete");
});

test("a batch is paused, goes on, and is called back", async () => {
  const sendAt = house.world.now() + 60_000;
  const { id } = await started({ audience: list("later"), sendAt });
  await house.work();
  const change = async (verb: string) =>
    (await house.fetch(`/api/email/batches/${id}/${verb}`, post({}, key))).json();
  expect(await change("pause")).toMatchObject({ state: "paused" });
  expect(await change("resume")).toMatchObject({ state: "scheduled", counts: { queued: 1 } });
  expect(await change("cancel")).toMatchObject({ state: "cancelled", counts: { cancelled: 1, queued: 0 } });
  expect(await change("resume")).toMatchObject({ status: 409 });
});
