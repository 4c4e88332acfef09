import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import type { Health } from "../../../src/rooms/monitoring/schema.ts";
import {
  createMonitoringService,
  type MonitoringParts,
  type Probe,
} from "../../../src/rooms/monitoring/service.ts";
import { type House, openHouse } from "../../setup/open-house.ts";
import { createTestWorld, type TestWorld } from "../../setup/test-world.ts";
import { problemOf } from "../../setup/upload.ts";

const probe = (name: string, vital: boolean, check: Probe["check"], fault: Probe["fault"] = null): Probe => ({
  name,
  driver: "d",
  vital,
  fault,
  check,
});
const answers = () => Promise.resolve();
const fails = () => Promise.reject(new Error("password=hunter2"));
const hangs = () => new Promise(() => {});
const throws = () => {
  throw new Error("at once");
};

/** A house in which there is no work. */
const idle = {
  jobs: async () => [],
  outbox: { count: async () => ({ waiting: 0, dead: 0 }) } as unknown as MonitoringParts["outbox"],
  audit: {
    record: () => Promise.reject(new Error("nothing to record")),
  } as unknown as MonitoringParts["audit"],
};

describe("the house", () => {
  let world: TestWorld;
  beforeEach(() => {
    world = createTestWorld();
  });
  const examine = (...probes: Probe[]) =>
    createMonitoringService({ ...idle, probes, version: "v1", world }).getHealth("ICN");

  test("is ok when everything answers or is switched off", async () => {
    const off = probe("search", true, null, { status: "disabled", reason: "SEARCH_DRIVER names no driver." });
    const health = await examine(probe("database", true, answers), off);
    expect(health).toMatchObject({ status: "ok", version: "v1", region: "ICN" });
    expect(health.dependencies.map(({ status }) => status)).toEqual(["ok", "disabled"]);
    expect(health.dependencies[0]?.latencyMs).toBeGreaterThanOrEqual(0);
  });

  test.each([
    ["fails", fails],
    ["throws", throws],
  ])("is down when something vital %s, degraded when something else does", async (_, check) => {
    const fine = probe("storage", true, answers);
    expect(await examine(fine, probe("database", true, check))).toMatchObject({ status: "down" });
    const degraded = await examine(fine, probe("search", false, check));
    expect(degraded.status).toBe("degraded");
    expect(degraded.dependencies.map(({ name, status }) => [name, status])).toEqual([
      ["storage", "ok"],
      ["search", "down"],
    ]);
  });

  test("answers within three seconds when everything hangs", async () => {
    const begun = Date.now();
    const health = await examine(probe("database", true, hangs), probe("storage", true, hangs));
    expect(Date.now() - begun).toBeLessThan(3000);
    expect(health.dependencies.map(({ status }) => status)).toEqual(["down", "down"]);
  });

  test("is looked at once for all who ask within a second, and anew after that", async () => {
    let looks = 0;
    const count = async () => {
      looks += 1;
    };
    const monitoring = createMonitoringService({
      ...idle,
      probes: [probe("database", true, count)],
      version: "v",
      world,
    });
    await Promise.all([monitoring.getHealth("ICN"), monitoring.getHealth("ICN")]);
    const before = looks;
    for (let i = 0; i < 10; i++) await monitoring.getHealth("ICN");
    expect(looks).toBe(before);
    world.advance(1001);
    await monitoring.getHealth("ICN");
    expect(looks).toBe(before + 1);
  });

  test("says nothing of what a dependency answered, but to the log", async () => {
    expect(JSON.stringify(await examine(probe("database", true, fails)))).not.toContain("hunter2");
    expect(world.logged).toMatchObject([{ level: "warn", event: "health.probe-failed" }]);
  });
});

describe("GET /api/health", () => {
  const read = async (house: House, headers: Record<string, string> = {}) => {
    const response = await house.fetch("/api/health", { headers });
    expect(response.headers.get("cache-control")).toBe("no-store");
    return { status: response.status, health: (await response.json()) as Health };
  };
  const statuses = ({ dependencies }: Health) =>
    Object.fromEntries(dependencies.map(({ name, status }) => [name, status]));
  /** A database or bucket that never answers. */
  const hanging = <T extends object>(binding: T) =>
    new Proxy(binding, { get: (_, name) => (name === "then" ? undefined : () => hangingStatement) });
  const hangingStatement: object = Object.assign(new Promise(() => {}), {
    bind: () => hangingStatement,
    all: () => new Promise(() => {}),
  });

  test("answers ok with driver and latency of everything that it depends on", async () => {
    const { status, health } = await read(await openHouse());
    expect([status, health.status]).toEqual([200, "ok"]);
    expect(health.dependencies.map(({ name, driver }) => [name, driver])).toEqual([
      ["database", "d1"],
      ["storage", "r2"],
      ["images", "engine"],
      ["purge", "local"],
      ["email", "log"],
      ["email/events", "sendgrid"],
      ["secrets", null],
    ]);
  });

  test("answers 503 within three seconds when database and store hang", async () => {
    const house = await openHouse({ DB: hanging(env.DB), FILES_BUCKET: hanging(env.FILES_BUCKET) });
    const begun = Date.now();
    const { status, health } = await read(house);
    expect(Date.now() - begun).toBeLessThan(3000);
    expect([status, health.status]).toEqual([503, "down"]);
    expect(statuses(health)).toMatchObject({ database: "down", storage: "down", images: "ok" });
  });

  test("answers 503 when the database lacks its tables", async () => {
    const house = await openHouse();
    await env.DB.exec("drop table must");
    expect((await read(house)).health).toMatchObject({ status: "down" });
    await env.DB.exec("create table must (ok integer not null) strict");
  });

  test("names what is misconfigured, and why to administrators alone", async () => {
    const house = await openHouse({ STORAGE_DRIVER: "s3", AWS_REGION: "ap-northeast-2" });
    const { status, health } = await read(house);
    expect([status, statuses(health).storage]).toEqual([503, "misconfigured"]);
    expect(JSON.stringify(health)).not.toContain("AWS_");
    const seen = await read(house, await house.keyOf("files:read"));
    expect(JSON.stringify(seen)).not.toContain("AWS_");
    const { dependencies } = (await read(house, await house.keyOf("admin"))).health;
    const reason = dependencies.find(({ name }) => name === "storage")?.reason;
    expect(reason).toMatch(/AWS_ACCESS_KEY_ID: .*AWS_SECRET_ACCESS_KEY: .*AWS_S3_BUCKET: /);
    expect(reason).not.toContain("AWS_REGION");
  });
});

describe("with a misconfigured store", () => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse({ STORAGE_DRIVER: "s3" });
  });

  test("what needs it answers misconfigured, and tells nobody which setting", async () => {
    const body = new Uint8Array([1]);
    const headers = { ...(await house.keyOf("admin")), "Content-Type": "text/plain", "Content-Length": "1" };
    const upload = { method: "POST", headers, body };
    const response = await house.fetch("/api/files?collection=documents&filename=a.txt", upload);
    const text = await response.clone().text();
    expect(await problemOf(response)).toMatchObject({ status: 500, id: "vendor-misconfigured" });
    expect(text).not.toContain("AWS_");
  });

  test("what does not need it works", async () => {
    const headers = await house.keyOf("admin");
    for (const path of [
      "/api/files/collections",
      "/api/files?collection=banners",
      "/api/admin/api-keys",
      "/",
    ]) {
      expect([path, (await house.fetch(path, { headers })).status]).toEqual([path, 200]);
    }
  });
});

test.each([
  ["STORAGE_DRIVER", "ftp", "storage"],
  ["DATABASE_DRIVER", "planetscale", "database"],
  ["IMAGE_DRIVER", "__proto__", "images"],
])("%s=%s makes that one dependency misconfigured", async (variable, value, dependency) => {
  const house = await openHouse({ [variable]: value });
  const { dependencies }: Health = await (await house.fetch("/api/health")).json();
  expect((await house.fetch("/api/files/collections")).status).toBe(200);
  const broken = dependencies
    .filter(({ status }) => status !== "ok" && status !== "disabled")
    .map(({ name, status }) => [name, status]);
  expect(broken).toEqual([[dependency, "misconfigured"]]);
});
