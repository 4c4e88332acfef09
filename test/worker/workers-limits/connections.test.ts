import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { underLimits } from "../../setup/workers-limits/under-limits.ts";

const free = { plan: "free" } as const;
const nowhere = "http://nowhere.example";
const bucket = env.FILES_BUCKET;
const times = <T>(count: number, call: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => call(i)));

beforeAll(() => bucket.put("seen", "bytes"));

const open = async () => (await bucket.get("seen")) as R2ObjectBody;

it("a seventh waits for one of six", async () => {
  await underLimits(free, async () => {
    const bodies = await times(6, open);
    let opened = false;
    const seventh = open().then((object) => {
      opened = true;
      return object.text();
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(opened).toBe(false);
    await bodies[0]?.text();
    expect(await seventh).toBe("bytes");
    await Promise.all(bodies.slice(1).map(({ body }) => body.cancel()));
  });
});

const readings: Record<string, (object: R2ObjectBody) => Promise<unknown>> = {
  "as a whole": (object) => object.text(),
  "piece by piece": async ({ body }) => {
    const reader = body.getReader();
    while (!(await reader.read()).done);
  },
  "as an iteration": async ({ body }) => {
    for await (const piece of body) expect(piece).toHaveLength(5);
  },
  "as an iteration that breaks off": async ({ body }) => {
    for await (const _ of body) break;
  },
  "through a pipe": ({ body }) => body.pipeTo(new WritableStream()),
  "through an answer": ({ body }) => new Response(body).text(),
  "through a transformation": ({ body }) =>
    new Response(body.pipeThrough(new IdentityTransformStream())).text(),
  "into R2": ({ body }) => bucket.put("copied", body),
  "not at all, but cancelled": ({ body }) => body.cancel(),
};
it.each(Object.entries(readings))("a body read %s gives its place back", async (_how, read) => {
  await underLimits(free, async () => {
    for (let i = 0; i < 20; i++) await read(await open());
  });
});

it.each([
  ["of R2", open],
  ["of fetch", () => fetch(nowhere)],
])("six bodies %s that nobody reads keep a seventh from ever opening", async (_whose, ask) => {
  const forgetful = underLimits(free, () => times<unknown>(7, ask));
  await expect(forgetful).rejects.toThrow("held by bodies that nobody reads");
});

it("a body that is read slowly is not forgotten", async () => {
  await underLimits(free, async () => {
    const slow = await times(6, async () => (await open()).body.getReader());
    const seventh = open().then((object) => object.text());
    for (const reader of slow) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      while (!(await reader.read()).done);
    }
    expect(await seventh).toBe("bytes");
  });
});
