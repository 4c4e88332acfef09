import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { sha256 } from "../../../src/kit/digest.ts";
import type { Services } from "../../../src/services.ts";
import { gif, png } from "../../fixtures/small-pictures.ts";
import { interleave, Run } from "../../setup/interleaving.ts";
import { type House, openHouse, operator, post } from "../../setup/open-house.ts";

/** Hundreds of meetings take a busy machine a while. */
vi.setConfig({ testTimeout: 60_000 });

/** Who asks: with a key, a language and a file of their own. */
interface Person {
  name: string;
  keyId: string;
  headers: { Authorization: string; "Accept-Language": string };
  picture: Uint8Array<ArrayBuffer>;
  type: string;
  file: { id: string; key: string };
}

interface Asked {
  path: string;
  init: RequestInit;
}

const scenarios: Record<string, (person: Person) => Asked> = {
  "a file by its id": ({ file, headers }) => ({ path: `/api/files/${file.id}`, init: { headers } }),
  "a picture that is sent": ({ name, picture, type, headers }) => ({
    path: `/api/files?collection=banners&filename=${name}`,
    init: {
      method: "POST",
      headers: { ...headers, "Content-Type": type, "Content-Length": String(picture.byteLength) },
      body: picture,
    },
  }),
  "a file that is not there": ({ headers }) => ({
    path: `/api/files/${crypto.randomUUID()}`,
    init: { headers },
  }),
  "an upload that is announced under a key": ({ name, type, headers }) => ({
    path: "/api/files/uploads",
    init: post(
      { collection: "banners", filename: `${name}.png`, size: name.length, contentType: type },
      { ...headers, "Idempotency-Key": crypto.randomUUID() },
    ),
  }),
  // With If-Range the cache is passed by, and filled again behind the answer.
  "a public file as a stream": ({ file, headers }) => ({
    path: `/files/${file.key}`,
    init: { headers: { ...headers, "If-Range": '"other"' } },
  }),
};

let house: House;
let people: [Person, Person];

/** Asks, and answers all of it that should be the same whenever this person asks. */
async function ask(of: House, { path, init }: Asked): Promise<Record<string, unknown>> {
  const response = await of.fetch(path, init);
  const request = response.headers.get("X-Request-Id");
  const body = new Uint8Array(await response.arrayBuffer());
  const isJson = response.headers.get("Content-Type")?.includes("json");
  const { name, filename, title, instance } = isJson ? JSON.parse(new TextDecoder().decode(body)) : {};
  const log = of.world.logged.filter((line) => line.request === request && line.event === "request");
  return {
    status: response.status,
    type: response.headers.get("Content-Type"),
    language: response.headers.get("Content-Language"),
    ...{ name, filename, title, bytes: isJson ? null : await sha256(body) },
    instance: instance && instance === `urn:uuid:${request}`,
    log: log.map(({ fields: { operation, status, key, queries } }) => ({ operation, status, key, queries })),
  };
}

/** Every way in which the two may meet: what one of them saw that it does not see alone. */
async function meet(of: House, first: () => Asked, second: () => Asked): Promise<unknown[]> {
  const alone = [await measure(of, first), await measure(of, second)] as const;
  const strange: unknown[] = [];
  for (let i = 1; i <= alone[0].calls; i++) {
    for (let j = 1; j <= alone[1].calls + 1; j++) {
      const seen = await interleave(
        () => ask(of, first()),
        i,
        () => ask(of, second()),
        j,
      );
      for (const [n, what] of seen.entries())
        if (JSON.stringify(what) !== JSON.stringify(alone[n]?.seen)) strange.push({ i, j, what });
    }
  }
  return strange;
}

async function measure(of: House, asked: () => Asked) {
  const run = new Run();
  const { end } = await run.begin(() => ask(of, asked()));
  return { seen: await end, calls: run.calls };
}

async function open(rewire?: (services: Services) => Services): Promise<House> {
  const opened = await openHouse({}, rewire);
  const { defer } = opened.world;
  opened.world.defer = (task) => {
    Run.defer(task);
    defer(task);
  };
  return opened;
}

async function settle(
  name: string,
  language: string,
  picture: Person["picture"],
  type: string,
): Promise<Person> {
  const { id, key } = await house.services.security.issueApiKey(operator, {
    name,
    scopes: ["files:read", "files:write"],
  });
  const headers = { Authorization: `Bearer ${key}`, "Accept-Language": language };
  const person = { name, keyId: id, headers, picture, type, file: { id: "", key: "" } };
  const { path, init } = scenarios["a picture that is sent"]!(person);
  return { ...person, file: await (await house.fetch(path, init)).json() };
}

beforeAll(async () => {
  house = await open();
  people = [await settle("gaon", "ko", png(), "image/png"), await settle("brook", "en", gif(), "image/gif")];
});

describe("two requests in one isolate, one stopped before each of its calls and the other before each of its own", () => {
  const names = Object.keys(scenarios);
  const pairs = names.flatMap((name, n) => [
    [name, name],
    [name, names[(n + 1) % names.length]!],
  ]);

  it.each(pairs)("%s, %s: neither sees anything of the other", async (one, other) => {
    const [gaon, brook] = people;
    expect(
      await meet(
        house,
        () => scenarios[one!]!(gaon),
        () => scenarios[other!]!(brook),
      ),
    ).toEqual([]);
  });

  it("each sees what is its own", async () => {
    for (const { name, headers, keyId } of people) {
      const language = headers["Accept-Language"];
      const person = people.find((one) => one.name === name)!;
      const missing = await ask(house, scenarios["a file that is not there"]!(person));
      expect(missing).toMatchObject({
        status: 404,
        language,
        instance: true,
        log: [{ key: keyId, queries: 2 }],
      });
      expect(missing.title).toMatch(language === "ko" ? /[가-힣]/ : /^[A-Za-z ]+$/);
      const sent = await ask(house, scenarios["a picture that is sent"]!(person));
      expect(sent).toMatchObject({ status: 201, log: [{ key: keyId }] });
      expect(sent.name).toContain(name);
    }
  });

  it("a caller that is kept where the next one finds it is noticed", async () => {
    type Caller = Awaited<ReturnType<Services["security"]["authenticate"]>>;
    let last: Caller = null;
    const leaky = await open((services) => ({
      ...services,
      security: {
        ...services.security,
        authenticate: async (key) => {
          last = await services.security.authenticate(key);
          await env.DB.prepare("SELECT 1").first();
          return last;
        },
      },
    }));
    const ways = people.map((person) => () => scenarios["a file by its id"]!(person));
    expect(await meet(leaky, ways[0]!, ways[1]!)).not.toEqual([]);
  });
});
