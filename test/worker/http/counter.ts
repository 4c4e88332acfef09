import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { mount } from "../../../src/http/mount.ts";
import { problemResponse } from "../../../src/http/problem.ts";
import type { Route } from "../../../src/http/route.ts";
import type { Desk } from "../../../src/http/serve.ts";
import type { Caller } from "../../../src/kit/caller.ts";
import { d1 } from "../../../src/platform/database/d1.ts";
import { createIdempotencyKeys } from "../../../src/platform/idempotency-keys.ts";
import { createTestWorld, type TestWorld } from "../../setup/test-world.ts";

/** A counter at which requests are served by routes of the test's own, with keys kept in the file's D1. */
export interface Counter {
  world: TestWorld;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

const callers: Record<string, Caller> = {
  reader: { id: "reader", scopes: new Set(["files:read"]) },
  writer: { id: "writer", scopes: new Set(["files:write"]) },
};

/** Opens it. The bearer tokens `reader` and `writer` are known; `also` replaces parts of the desk. */
export async function openCounter(
  routes: readonly Route[],
  also: (world: TestWorld) => Partial<Desk> = () => ({}),
): Promise<Counter> {
  await applyD1Migrations(env.DB, env.TEST_D1_MIGRATIONS);
  const world = createTestWorld();
  const app = new Hono();
  mount(
    app,
    {
      world,
      authenticator: async (token) => callers[token] ?? null,
      limiter: async () => true,
      idempotency: createIdempotencyKeys(d1.open({ DB: env.DB }, world), world),
      publicOrigin: null,
      sources: { connect: [], image: [] },
      requestId: () => crypto.randomUUID(),
      problemPage: problemResponse,
      served: () => {},
      ...also(world),
    },
    routes,
  );
  return { world, fetch: async (path, init) => app.fetch(new Request(`http://localhost${path}`, init)) };
}

/** What most routes of the tests declare. */
export const plain = {
  operation: "doSomething",
  summary: "Something",
  room: "test",
  caller: "anyone",
  limit: "writes",
  cache: "no-store",
  headers: "api",
} as const;
