import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../../../src/kit/problem.ts";
import { notOpened } from "../../../src/kit/sealed-box.ts";
import { type Audiences, createAudiences } from "../../../src/rooms/email/batches/audience.ts";
import type { ListedAudience } from "../../../src/rooms/email/batches/audience-input.ts";
import type { Recipient } from "../../../src/rooms/email/batches/recipient-rules.ts";
import { line, link } from "../../../src/rooms/email/fields.ts";
import { type House, openHouse } from "../../setup/open-house.ts";
import { underLimits } from "../../setup/workers-limits/under-limits.ts";

let house: House;
let audiences: Audiences;
const key = "email/audiences/0198-test";

beforeAll(async () => {
  house = await openHouse();
  audiences = openAudiences();
});
afterEach(() => audiences.forget(key));

const openAudiences = () =>
  createAudiences({
    storage: house.services.opened.storage.port,
    sealedBox: house.services.sealedBox,
    world: house.world,
  });

const wanted = (...names: string[]) => new Map(names.map((name) => [name, line(500)]));
const strictly = { variables: wanted(), skipUnusable: false };
const leniently = { variables: wanted(), skipUnusable: true };
const listed = (...recipients: unknown[]): ListedAudience => ({ recipients });

async function readAll(from = key): Promise<Recipient[]> {
  const all: Recipient[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Audiences["read"]>> = await audiences.read(from, cursor);
    all.push(...page!.recipients);
    cursor = page!.next;
  } while (cursor !== null);
  return all;
}

/** What an audience is refused for: pointers and texts. */
async function faultsOf(asked: Promise<unknown>): Promise<[string, string][]> {
  const problem = await asked.then(
    () => expect.fail("nothing was refused"),
    (error: unknown) => error as Problem,
  );
  expect(problem).toBeInstanceOf(Problem);
  expect(problem.kind.id).toBe("email-audience-unusable");
  for (const { detail } of problem.errors) expect(detail.ko).toMatch(/[가-힣]/);
  return problem.errors.map(({ pointer, detail }) => [pointer, detail.en]);
}

describe("an audience", () => {
  test("as a list comes back as it was given, with addresses as they are written to", async () => {
    const hong = { email: " Gil.Dong@EXAMPLE.org ", name: " 홍길동 ", data: { points: "1,200" } };
    const audience = listed(hong, { email: "b@example.org", data: { points: "0" } });
    const report = await audiences.write(key, audience, { ...strictly, variables: wanted("points") });
    expect(report).toEqual({ accepted: 2, duplicates: 0, refused: [], refusedCount: 0 });
    expect(await readAll()).toEqual([
      { email: "Gil.Dong@example.org", name: "홍길동", data: { points: "1,200" } },
      { email: "b@example.org", name: null, data: { points: "0" } },
    ]);
  });

  test("as a CSV file of Korean Excel is the same people", async () => {
    const csv =
      '이메일;이름;points;;\r\na@example.org;홍길동;1,200;;\r\n;;;;\r\n\r\nb@example.org;;"두 ""점""";\r\n';
    const options = { ...strictly, variables: wanted("points") };
    expect(await audiences.write(key, { csv }, options)).toMatchObject({ accepted: 2 });
    expect(await readAll()).toEqual([
      { email: "a@example.org", name: "홍길동", data: { points: "1,200" } },
      { email: "b@example.org", name: null, data: { points: '두 "점"' } },
    ]);
    const bytes = new TextEncoder().encode(`\uFEFF${csv}`);
    const csvBase64 = btoa(String.fromCharCode(...bytes));
    await audiences.write(key, { csvBase64 }, options);
    expect((await readAll()).map(({ name }) => name)).toEqual(["홍길동", null]);
  });

  test("counts an address once however its capitals are written, and takes the first of its lines", async () => {
    const audience = listed(
      { email: "a@example.org", name: "first" },
      { email: "A@Example.org", name: "second" },
      { email: "a+1@example.org" },
    );
    expect(await audiences.write(key, audience, strictly)).toMatchObject({ accepted: 2, duplicates: 1 });
    expect((await readAll()).map(({ name }) => name)).toEqual(["first", null]);
  });

  test("has the variable `name` from the column or the field of that name", async () => {
    const options = { ...strictly, variables: wanted("name") };
    await audiences.write(key, { csv: "email,name\na@example.org,홍길동" }, options);
    expect(await readAll()).toMatchObject([{ name: "홍길동", data: { name: "홍길동" } }]);
    await audiences.write(key, listed({ email: "a@example.org", data: { name: "길동님" } }), options);
    expect(await readAll()).toMatchObject([{ name: null, data: { name: "길동님" } }]);
    expect(await faultsOf(audiences.write(key, { csv: "email,name\na@example.org," }, options))).toEqual([
      ["/body/audience/csv", "Line 2, name: It has to be given."],
    ]);
  });

  test("is refused with the first hundred of its lines that break a rule, and none of their contents", async () => {
    const lines = Array.from({ length: 150 }, (_, index) => ({ email: `secret ${index}` }));
    const faults = await faultsOf(
      audiences.write(key, listed({ email: "a@example.org" }, ...lines), strictly),
    );
    expect(faults).toHaveLength(100);
    expect(faults[16]).toEqual([
      "/body/audience/recipients/17/email",
      expect.stringContaining("no e-mail address"),
    ]);
    expect(JSON.stringify(faults)).not.toContain("secret");
    expect(await audiences.read(key, null)).toBeNull();
  });

  test("is taken without what cannot be used where that is wished, and says what was left out", async () => {
    const csv = `email\n${"a@example.org\nnobody\n".repeat(120)}`;
    const report = await audiences.write(key, { csv }, leniently);
    expect(report).toMatchObject({ accepted: 1, duplicates: 119, refusedCount: 120 });
    expect(report.refused).toHaveLength(100);
    expect(report.refused[0]).toEqual({ line: 3, field: "email", rule: "not-an-address" });
    expect(await readAll()).toEqual([{ email: "a@example.org", name: null, data: {} }]);
  });

  test.each([
    ["an address is missing", {}, "email", "missing"],
    ["an address is a number", { email: 5 }, "email", "not-text"],
    ["an address is none", { email: "nobody" }, "email", "not-an-address"],
    ["nobody takes its mail", { email: "a@b" }, "email", "not-a-host"],
    ["an address is in Korean", { email: "홍길동@한국.kr" }, "email", "foreign-local-part"],
    ["there is a field that nobody knows", { email: "a@b.kr", nmae: "홍" }, "", "not-a-recipient"],
    ["it is no object", "a@b.kr", "", "not-a-recipient"],
    ["a name has a line break", { email: "a@b.kr", name: "홍\r\nBcc: c@d.kr" }, "name", "control-character"],
    ["a name is broken", { email: "a@b.kr", name: "�길동" }, "name", "broken-character"],
    ["a name has half a character", { email: "a@b.kr", name: "\ud83d" }, "name", "broken-character"],
    ["a name is too long", { email: "a@b.kr", name: "홍".repeat(101) }, "name", "too-long"],
    ["a variable is missing", { email: "a@b.kr", data: { x: "1" } }, "data/y", "missing"],
    ["a variable is empty", { email: "a@b.kr", data: { x: "1", y: " " } }, "data/y", "missing"],
    ["a variable is a number", { email: "a@b.kr", data: { x: "1", y: 2 } }, "data/y", "not-text"],
    [
      "a variable is unknown",
      { email: "a@b.kr", data: { x: "1", y: "2", z: "3" } },
      "data",
      "unknown-variable",
    ],
    ["the variables are a list", { email: "a@b.kr", data: ["1", "2"] }, "data", "not-a-recipient"],
  ])("a line is refused when %s", async (_, recipient, field, rule) => {
    const variables = field.startsWith("data") ? ["x", "y"] : [];
    const good = {
      email: "good@example.org",
      data: Object.fromEntries(variables.map((name) => [name, "1"])),
    };
    const report = await audiences.write(key, listed(recipient, good), {
      ...leniently,
      variables: wanted(...variables),
    });
    expect(report).toEqual({
      accepted: 1,
      duplicates: 0,
      refused: [{ line: 0, field, rule }],
      refusedCount: 1,
    });
  });

  test("has links where the template wants links, written out as links are", async () => {
    const options = { variables: new Map([["page", link]]), skipUnusable: true };
    const csv = "email,page\na@b.kr,https://tov.example/가\nb@b.kr,javascript:alert(1)\nc@b.kr,tov.example";
    const report = await audiences.write(key, { csv }, options);
    expect(report.refused).toEqual(
      [3, 4].map((row) => ({ line: row, field: "data/page", rule: "not-fitting" })),
    );
    expect(await readAll()).toMatchObject([{ data: { page: "https://tov.example/%EA%B0%80" } }]);
  });

  test("a line is refused when its variables are more than SendGrid takes of one recipient", async () => {
    const data = { x: "1".repeat(500), y: "2".repeat(500), z: "3".repeat(401) };
    const audience = listed(
      { email: "a@b.kr", data },
      { email: "b@b.kr", data: { ...data, z: "3".repeat(400) } },
    );
    const report = await audiences.check(audience, { variables: wanted("x", "y", "z") });
    expect(report).toMatchObject({
      accepted: 1,
      refused: [{ line: 0, field: "data", rule: "too-much-data" }],
    });
  });

  test.each([
    ["no column for addresses", "mail address,name\na@b.kr,홍", "names no column"],
    ["no header", "a@b.kr,홍", "names no column"],
    ["a column twice", "email,points,points\na@b.kr,1,2", "several of one name"],
    ["two columns for addresses", "email,points,이메일\na@b.kr,1,b@b.kr", "several of one name"],
    ["a column without a name", "email,,points\na@b.kr,1,2", "several of one name"],
    ["a column too few", "email,name\na@b.kr,홍", "missing: points"],
    ["a column too many", "email,points,memo\na@b.kr,1,2", "may have: email, name, points"],
    ["an open quote", 'email,points\na@b.kr,"1', "Line 2: a quote"],
    ["nobody in it", "email,points\n,\n", "nobody in it"],
  ])("a CSV text with %s is refused as a whole, even where lines may be left out", async (_, csv, text) => {
    const options = { variables: wanted("points"), skipUnusable: true };
    const faults = await faultsOf(audiences.write(key, { csv }, options));
    expect(faults).toEqual([[expect.stringMatching(/^\/body\/audience/), expect.stringContaining(text)]]);
  });

  test.each([
    ["too few cells", "a@b.kr", "unequal-columns"],
    ["too many", "a@b.kr,1,2", "unequal-columns"],
    ["a quote in the wrong place", 'a@b.kr,"1"2"', "misquoted"],
  ])("a row with %s is left out, and the next is read", async (_, row, rule) => {
    const csv = `email,points\n${row}\ngood@example.org,1`;
    const report = await audiences.check({ csv }, { variables: wanted("points") });
    expect(report).toMatchObject({ accepted: 1, refused: [{ line: 2, field: "", rule }] });
  });

  test("of more than a hundred thousand rows is refused", async () => {
    const csv = `email\n${Array.from({ length: 100_001 }, (_, index) => `${index}@b.kr`).join("\n")}`;
    expect(await faultsOf(audiences.check({ csv }, { variables: wanted() }))).toEqual([
      ["/body/audience/csv", "100,000 recipients at most."],
    ]);
  });
});

describe("what is kept of an audience", () => {
  const people = (count: number) => ({
    csv: `email,name,points\n${Array.from({ length: count }, (_, index) => `person.${index}@example.org,홍길동 ${index},${index} 점\n`).join("")}`,
  });
  const options = { variables: wanted("points"), skipUnusable: false };
  const storage = () => house.services.opened.storage.port;
  const bytesOf = async () => new Response((await storage().open(key))!.body).text();

  test("is sealed: nothing of anybody can be read in the store", async () => {
    await audiences.write(key, people(3), options);
    const kept = await bytesOf();
    expect(kept).toMatch(/^\d{8}\nv1\.test\.[\w-]+ 0{8}\n$/);
    expect(atob(kept.split(".")[2]!.split(" ")[0]!.replaceAll("-", "+").replaceAll("_", "/"))).not.toContain(
      "person",
    );
  });

  test("is read a thousand at a time, one read a page", async () => {
    await audiences.write(key, people(2_001), options);
    await underLimits({ plan: "free" }, async (event) => {
      const sizes: number[] = [];
      let cursor: string | null = null;
      do {
        const page = await openAudiences().read(key, cursor);
        sizes.push(page!.recipients.length);
        cursor = page!.next;
      } while (cursor !== null);
      expect(sizes).toEqual([1_000, 1_000, 1]);
      expect(event.subrequests).toBe(4);
    });
    const all = await readAll();
    expect(new Set(all.map(({ email }) => email)).size).toBe(2_001);
    expect(all.at(-1)).toEqual({
      email: "person.2000@example.org",
      name: "홍길동 2000",
      data: { points: "2000 점" },
    });
  });

  test("has fewer people to a page where much is known of each, so that a page fits a query", async () => {
    const recipients = Array.from({ length: 1_000 }, (_, index) => ({
      email: `${index}@example.org`,
      data: { points: "점".repeat(500) },
    }));
    await audiences.write(key, { recipients }, options);
    const page = await audiences.read(key, null);
    expect(page!.recipients.length).toBeLessThan(600);
    expect(await readAll()).toHaveLength(1_000);
  });

  test("opens under its own key and in its own order alone", async () => {
    await audiences.write(key, people(2_001), options);
    const other = `${key}-copy`;
    const object = await storage().head(key);
    await storage().copy(key, other, { size: object!.size, type: object!.type, ifMatch: object!.etag });
    await expect(audiences.read(other, null)).rejects.toSatisfy(notOpened.matches);
    const { next } = (await audiences.read(key, null))!;
    await expect(audiences.read(key, `7${next!.slice(1)}`)).rejects.toSatisfy(notOpened.matches);
    await audiences.forget(other);
  });

  test("is forgotten when that is asked, twice if need be, and read as gone", async () => {
    await audiences.write(key, people(1), options);
    await audiences.forget(key);
    await audiences.forget(key);
    expect(await audiences.read(key, null)).toBeNull();
  });

  test("is listed once it is a day old, for whoever knows whether a batch still wants it", async () => {
    await audiences.write(key, people(1), options);
    expect((await audiences.old(null)).keys).not.toContain(key);
    house.world.advance(24 * 60 * 60_000 + 60_000);
    expect(await audiences.old(null)).toEqual({ keys: [key], next: null });
  });

  test("for a hundred thousand people fits an isolate, one write and a hundred reads", async () => {
    const audience = people(100_000);
    await underLimits({ plan: "free" }, async (event) => {
      expect(await openAudiences().write(key, audience, options)).toMatchObject({ accepted: 100_000 });
      expect(event.subrequests).toBe(1);
    });
    const seen = new Set<string>();
    await underLimits({ plan: "paid" }, async () => {
      for (let cursor: string | null | undefined = null; cursor !== undefined; ) {
        const page: Awaited<ReturnType<Audiences["read"]>> = await audiences.read(key, cursor);
        for (const { email } of page!.recipients) seen.add(email);
        cursor = page!.next ?? undefined;
      }
    });
    expect(seen.size).toBe(100_000);
  }, 60_000);
});
