import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Document } from "../../../scripts/client/document.ts";
import { png } from "../../fixtures/small-pictures.ts";
import { type House, openHouse, post } from "../../setup/open-house.ts";
import { type Known, requestsTo, type Sent, type Target } from "./fuzz/requests.ts";
import { judge } from "./fuzz/verdict.ts";

/** Set by `npm run fuzz -- --cases 5000 --seed 1`, which also looks for what is new; the gate asks the same of every change. */
const cases = Number(import.meta.env.VITE_FUZZ_CASES ?? 200);
const seed = Number(import.meta.env.VITE_FUZZ_SEED ?? 20_261_122);

let house: House;
let admin: { Authorization: string };
let known: Known;
const statuses = new Map<number, number>();

interface Paths extends Document {
  paths: Record<string, Record<string, Omit<Target, "path" | "method">>>;
}

const text = await (await (await openHouse()).fetch("/openapi.json")).text();
const { schemas } = (JSON.parse(text) as Document).components;
/** With each named schema where it is referred to. */
const document: Paths = JSON.parse(text, (_, value) =>
  typeof value?.$ref === "string" ? schemas[value.$ref.split("/").at(-1)] : value,
);
const targets: Target[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
);

beforeAll(async () => {
  house = await openHouse();
  admin = await house.keyOf("admin");
  known = await furnish();
});

/** A public file, an upload that waits in parts, and one whose bytes never came. */
async function furnish(): Promise<Known> {
  const bytes = png();
  const headers = { ...admin, "Content-Type": "image/png", "Content-Length": String(bytes.length) };
  const query = "collection=banners&filename=a.png";
  const file = await house.fetch(`/api/files?${query}`, { method: "POST", headers, body: bytes });
  const { id, key } = (await file.json()) as { id: string; key: string };
  const announced = { collection: "documents", filename: "a.pdf", contentType: "application/pdf" };
  const uploads = [20 * 1024 ** 2, 1000].map(async (size) => {
    const response = await house.fetch("/api/files/uploads", post({ ...announced, size }, admin));
    return ((await response.json()) as { id: string }).id;
  });
  return { id: [id, ...(await Promise.all(uploads))], key: [key] };
}

afterAll(() => {
  const seen = [...statuses].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  console.log(`Fuzzed with seed ${seed}, ${cases} cases an operation. ${seen.join(", ")}`);
});

/** Brings the public file back to where everybody sees it, so that what comes next finds something. */
async function mend(): Promise<void> {
  const path = `/api/files/${known.id?.[0]}`;
  await house.fetch(`${path}/restore`, post({}, admin));
  const shown = { ...post({ hidden: false }, admin), method: "PATCH" };
  expect((await house.fetch(path, shown)).status).toBe(200);
}

/** Null for what no request can carry: the runtime refuses it before anybody could send it. */
function toRequest(
  method: string,
  { path, headers, body }: Sent,
  key: Record<string, string>,
): RequestInit | null {
  const given = Object.entries(headers).filter((header): header is [string, string] => header[1] !== null);
  try {
    const init = { method, headers: new Headers([...given, ...Object.entries(key)]), body };
    new Request(`http://localhost${path}`, init);
    return init;
  } catch {
    return null;
  }
}

describe("whatever is sent to", () => {
  it.each(targets.map((target) => [target.operationId, target] as const))(
    "%s, the answer is never a crash",
    async (_, target) => {
      const scoped = target.security.every((one) => "apiKey" in one);
      const requests = fc.tuple(requestsTo(target, known), scoped ? fc.constant(true) : fc.boolean());
      await fc.assert(
        fc.asyncProperty(requests, async ([sent, withKey]) => {
          const key = withKey ? admin : {};
          const init = toRequest(target.method.toUpperCase(), sent, key);
          if (init === null) return;
          const response = await house.fetch(sent.path, init);
          statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
          await judge(target, response, admin.Authorization.slice("Bearer ".length));
        }),
        { numRuns: cases, seed, endOnFailure: false },
      );
      await house.world.settle();
      await mend();
      expect(house.world.logged.filter(({ event }) => event !== "request")).toEqual([]);
    },
    cases * 1000,
  );
});
