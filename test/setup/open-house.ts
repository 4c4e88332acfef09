import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach } from "vitest";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { createApp } from "../../src/app.ts";
import type { Caller, Scope } from "../../src/kit/caller.ts";
import type { Env } from "../../src/platform/env.ts";
import { runEvent } from "../../src/platform/event.ts";
import { openServices, type Services } from "../../src/services.ts";
import { createTestWorld, type TestWorld } from "./test-world.ts";
import { inEvent, LimitedEvent, type Plan } from "./workers-limits/event.ts";
import { endEvent, throwFirst } from "./workers-limits/under-limits.ts";

/** The origin under which tests ask; signed URLs lead to wrangler's S3 API there. */
export const origin = "http://localhost:8787";

/** Who holds ADMIN_API_KEY. */
export const operator: Caller = { id: "admin", scopes: new Set(["admin"]) };

/** The whole Worker, opened with settings of the test's own and called as the runtime calls it. */
export interface House {
  services: Services;
  world: TestWorld;
  /** The vendors of this house alone. */
  sandbox: Sandbox;
  /** Opens an account at every one of them. */
  sandboxKey: string;
  /** Answers a request to that path; what it defers runs on until `world.settle()`. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Does what the outbox has recorded and is due, as the queue would set off. Answers how often something was tried. */
  work(): Promise<number>;
  /** Calls that the latest request has made so far to bindings, the cache and vendors. */
  subrequests(): number;
  /** A request's header with a new key of these scopes. */
  keyOf(...scopes: Scope[]): Promise<{ Authorization: string }>;
}

/** Settings of a test's own, some of which may need the house's sandbox key, or something that a vendor makes. */
type Given = Settings | ((sandboxKey: string, sandbox: Sandbox) => Settings | Promise<Settings>);
type Settings = Record<string, unknown>;

/**
 * Opens a house on the test file's own D1 and R2; `settings` come on top of those of development. `rewire` may put
 * something between the doors and the ports that they use. Opening it and every request are events of their own, within
 * what Workers allow one on that plan; a test in which they go beyond it fails (`workers-limits`).
 */
export async function openHouse(
  settings: Given = {},
  rewire: (services: Services) => Services = (services) => services,
  plan: Plan = "free",
): Promise<House> {
  await applyD1Migrations(env.DB, env.TEST_D1_MIGRATIONS);
  const world = createTestWorld();
  const own = {
    ENVIRONMENT: "development",
    PUBLIC_ORIGIN: origin,
    PSEUDONYM_KEY: "0123456789abcdef",
    SEALING_KEYS: `test:${"k".repeat(42)}8`,
  };
  // Without the queue, whose consumer is another house, without rate limits, which would count all tests together, and
  // without what a developer has in .dev.vars.
  const { FILES_BUCKET, DB, VERSION } = env;
  const sandboxKey = `sandbox_${crypto.randomUUID()}`;
  const asked = typeof settings === "function" ? await settings(sandboxKey, world.sandbox) : settings;
  const given = { FILES_BUCKET, DB, VERSION, ...own, ...asked } as unknown as Env;
  const limited = limitEvents(plan, world);
  const services = limited(() => rewire(openServices(given, world)));
  const app = limited(() => createApp(services));
  const asEvent = <T>(handler: () => Promise<T>) =>
    limited(() => runEvent(crypto.randomUUID(), world.defer, handler));
  return {
    services,
    world,
    sandbox: world.sandbox,
    sandboxKey,
    fetch: (path, init) =>
      asEvent(async () => app.fetch(new Request(origin + path, { redirect: "manual", ...init }))),
    subrequests: () => running.findLast((one) => one.world === world)?.event.subrequests ?? 0,
    work: () => workOff(services, world, asEvent),
    keyOf: async (...scopes) => {
      const { key } = await services.security.issueApiKey(operator, { name: scopes.join(" "), scopes });
      return { Authorization: `Bearer ${key}` };
    },
  };
}

/** Messages a batch, as in wrangler.toml: they share one event's calls. */
const batch = 4;

async function workOff(
  { outbox, consumer }: Services,
  world: TestWorld,
  asEvent: <T>(handler: () => Promise<T>) => Promise<T>,
): Promise<number> {
  const due = async () =>
    (await outbox.list("waiting", batch, null)).filter(({ not_before }) => not_before <= world.now());
  let tries = 0;
  for (let messages = await due(); messages.length > 0; messages = await due()) {
    await asEvent(() => Promise.all(messages.map(({ id }) => consumer.run(id))));
    tries += messages.length;
  }
  return tries;
}

const running: { event: LimitedEvent; world: TestWorld }[] = [];

function limitEvents(plan: Plan, world: TestWorld): <T>(work: () => T) => T {
  return (work) => {
    const event = new LimitedEvent(plan);
    running.push({ event, world });
    return inEvent(event, work);
  };
}

afterEach(async () => {
  // What fails in deferred work is the business of the tests that wait for it themselves.
  await Promise.allSettled([...new Set(running.map(({ world }) => world))].map((world) => world.settle()));
  throwFirst(running.splice(0).flatMap(({ event }) => endEvent(event)));
});

/** A JSON request. */
export function post(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}
