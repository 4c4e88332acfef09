import { beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse, post } from "../../setup/open-house.ts";

const path = "/api/admin/email/audiences/check";
let house: House;
let admin: { Authorization: string };

beforeAll(async () => {
  house = await openHouse();
  admin = await house.keyOf("admin");
});

const bytesOf = (body: unknown) =>
  typeof body === "string" ? new TextEncoder().encode(body) : (body as Uint8Array<ArrayBuffer>);
const ask = (type: string, given: unknown, query = "", headers: Record<string, string> = admin) => {
  const body = bytesOf(given);
  const sent = { "Content-Type": type, "Content-Length": String(body.length), "Accept-Language": "en" };
  return house.fetch(path + query, { method: "POST", headers: { ...sent, ...headers }, body });
};
const checkCsv = (csv: unknown, query?: string) => ask("text/csv; charset=utf-8", csv, query);
const checkJson = (body: unknown) => ask("application/json", JSON.stringify(body));

describe("an audience that is looked at", () => {
  const good = "email,name,points\na@example.org,홍길동,1\nA@example.org,홍길동,1\nnobody,둘,2\n";
  const report = {
    accepted: 1,
    duplicates: 1,
    refused: [{ line: 4, field: "email", rule: "not-an-address" }],
    refusedCount: 1,
  };

  test("as a CSV file, in JSON, and in base64 has one report", async () => {
    const csvBase64 = btoa(String.fromCharCode(...bytesOf(good)));
    const variables = ["points"];
    for (const response of [
      await checkCsv(good, "?variables=points"),
      await checkCsv(good),
      await checkJson({ audience: { csv: good }, variables }),
      await checkJson({ audience: { csvBase64 }, variables }),
    ]) {
      expect([response.status, await response.json()]).toEqual([200, report]);
    }
  });

  test("may be a file as Korean Excel saves it", async () => {
    const hex = "c0ccb8dec0cf2cc0ccb8a70d0a6140622e6b722cc8abb1e6b5bf0d0a";
    const file = Uint8Array.from(hex.match(/../g)!, (digits) => Number.parseInt(digits, 16));
    expect(await (await checkCsv(file)).json()).toMatchObject({ accepted: 1, refusedCount: 0 });
  });

  test("is held against what a template takes", async () => {
    const csv =
      "email,name,link\na@example.org,홍길동,https://tov.example\nb@example.org,둘,http://tov.example\n";
    const refused = [{ line: 3, field: "data/link", rule: "not-fitting" }];
    const wanted = { template: "welcome", variables: ["name", "link"] };
    const inJson = await checkJson({ audience: { csv }, ...wanted });
    const inFile = await checkCsv(csv, "?template=welcome&variables=name,link");
    for (const response of [inJson, inFile])
      expect(await response.json()).toMatchObject({ accepted: 1, refused });
  });

  test("leaves nothing in the store and nothing of anybody in the log", async () => {
    await checkCsv(good);
    const { objects } = await house.services.opened.storage.port.list("email/");
    expect(objects).toEqual([]);
    expect(JSON.stringify(house.world.logged)).not.toMatch(/example\.org|홍길동|nobody/);
  });

  test.each([
    ["a CSV file without a column for addresses", () => checkCsv("name\n홍"), "/body"],
    ["a CSV file that lacks a variable", () => checkCsv(good, "?variables=points,level"), "/body"],
    ["a file that is no text", () => checkCsv(Uint8Array.of(0xff, 0x00, 0x80)), "/body"],
    ["an empty file", () => checkCsv("\n"), "/body"],
    ["base64 that is none", () => checkJson({ audience: { csvBase64: "%%%%" } }), "/body/audience/csvBase64"],
    ["a text without a header", () => checkJson({ audience: { csv: "a@b.kr" } }), "/body/audience/csv"],
  ])("%s is refused as a whole", async (_, asked, pointer) => {
    const response = await asked();
    expect(response.status).toBe(422);
    const problem = (await response.json()) as { type: string; errors: { pointer: string }[] };
    expect(problem.type).toMatch(/\/problems\/email-audience-unusable$/);
    expect(problem.errors.map((error) => error.pointer)).toEqual([pointer]);
  });

  test.each([
    ["two sources at once", { audience: { csv: "email\na@b.kr", recipients: [] } }, "/body/audience"],
    [
      "more than a hundred thousand recipients",
      { audience: { recipients: Array(100_001).fill(1) } },
      "/body/audience",
    ],
    [
      "a variable that could be no name",
      { audience: { csv: "email" }, variables: ["a b"] },
      "/body/variables/0",
    ],
    ["those who agreed, whom nobody has to check", { audience: { consents: "news" } }, "/body/audience"],
  ])("with %s is no valid input", async (_, body, pointer) => {
    const response = await checkJson(body);
    expect(response.status).toBe(422);
    const problem = (await response.json()) as { type: string; errors: { pointer: string }[] };
    expect(problem.type).toMatch(/\/problems\/http-invalid-input$/);
    expect(problem.errors[0]?.pointer).toContain(pointer);
  });

  test("is taken from administrators alone, in types that are read, and not without end", async () => {
    const sender = await house.keyOf("email:send");
    expect((await ask("text/csv", good, "", sender)).status).toBe(403);
    expect((await ask("application/pdf", good)).status).toBe(415);
    const huge = { "Content-Length": String(16 * 1024 * 1024 + 1) };
    expect((await ask("text/csv", good, "", { ...admin, ...huge })).status).toBe(413);
    expect((await house.fetch(path, post({}, admin))).status).toBe(411);
  });

  test("of a hundred thousand people is a matter of one request", async () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, index) => `person.${index}@example.org,홍길동 ${index}\n`,
    );
    const response = await checkCsv(`email,name\n${rows.join("")}`);
    expect(await response.json()).toMatchObject({ accepted: 100_000, refusedCount: 0 });
  }, 60_000);
});
