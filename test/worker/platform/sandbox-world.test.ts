import { describe, expect, test } from "vitest";
import { vendorFetch } from "../../../src/kit/vendor-fetch.ts";
import { vendorUnavailable } from "../../../src/kit/vendor-problem.ts";
import type { World } from "../../../src/kit/world.ts";
import { sandboxWorld } from "../../../src/platform/sandbox-world.ts";
import { mail, mailSend } from "../../setup/sandbox-calls.ts";
import { createTestWorld, sandboxOrigin } from "../../setup/test-world.ts";

const sendUrl = `https://${mailSend}`;
const authorized = { Authorization: "Bearer sandbox_world", "Content-Type": "application/json" };
const sending = { method: "POST", headers: authorized, body: JSON.stringify(mail()) };
const caught = (promise: Promise<unknown>) => promise.then(() => null).catch((error: unknown) => error);

/** A world whose network is this function. */
function worldOver(fetch: World["fetch"]): World {
  return sandboxWorld({ ...createTestWorld(), fetch }, sandboxOrigin);
}

test("what is connected to is this machine, at the same port", () => {
  const opened: unknown[][] = [];
  const connect: World["connect"] = (...given) => {
    opened.push(given);
    return {} as Socket;
  };
  const options = { secureTransport: "starttls" } as SocketOptions;
  sandboxWorld({ ...createTestWorld(), connect }, sandboxOrigin).connect("smtp.gmail.com:465", options);
  expect(opened).toEqual([["127.0.0.1:465", options]]);
});

describe("what is fetched", () => {
  test("is fetched from the sandbox, with everything that the request has", async () => {
    const outside = createTestWorld();
    const world = sandboxWorld(outside, sandboxOrigin);
    const url = new URL(sendUrl);
    const inputs = [() => world.fetch(sendUrl, sending), () => world.fetch(url, sending)];
    for (const send of [...inputs, () => world.fetch(new Request(url, sending))])
      expect((await send()).status).toBe(202);
    expect(outside.sandbox.entries({ key: "sandbox_world", kind: "mail" })).toHaveLength(3);
  });

  test("keeps its path, its query and its port", async () => {
    const asked: string[] = [];
    const world = worldOver(async (input) => {
      asked.push(String(input));
      return new Response();
    });
    await world.fetch("https://vendor.example:8443/v1/a%20b?x=1&y=%2F");
    expect(asked).toEqual([`${sandboxOrigin}/vendor.example:8443/v1/a%20b?x=1&y=%2F`]);
  });
});

test("a browser is sent to the sandbox too, and in the real world to where it was", () => {
  const world = createTestWorld();
  const url = "https://pay.vendor.example/window?order=7#top";
  expect(world.browserUrl(url)).toBe(url);
  expect(sandboxWorld(world, sandboxOrigin).browserUrl(url)).toBe(
    `${sandboxOrigin}/pay.vendor.example/window?order=7#top`,
  );
});

describe("a sandbox that does not run", () => {
  const nobody = worldOver(async () => {
    throw new TypeError("connection refused");
  });

  test("makes the vendor unavailable, and says how it is started", async () => {
    const problem = await caught(nobody.fetch(sendUrl, sending));
    expect(vendorUnavailable.matches(problem) && problem.detail?.ko).toContain("npm run dev");
    expect(vendorUnavailable.matches(problem) && problem.detail?.en).toContain("npm run dev");
  });

  test("is told of by vendorFetch in those words", async () => {
    const problem = await caught(vendorFetch(nobody, sendUrl, { vendor: "sendgrid", ...sending }));
    expect(vendorUnavailable.matches(problem) && problem.detail?.en).toContain("npm run dev");
  });
});

describe("a sandbox that runs", () => {
  test("may break a connection without being taken for one that does not", async () => {
    const world = createTestWorld();
    world.sandbox.faults.set({ key: "sandbox_world", vendor: "sendgrid", fault: "unreachable" });
    const error = await caught(sandboxWorld(world, sandboxOrigin).fetch(sendUrl, sending));
    expect(error).toBeInstanceOf(TypeError);
  });

  test("is not asked whether it runs when the caller itself gave up", async () => {
    const asked: string[] = [];
    const world = worldOver(async (input) => {
      asked.push(String(input));
      throw new DOMException("given up", "AbortError");
    });
    expect(await caught(world.fetch(sendUrl, sending))).toMatchObject({ name: "AbortError" });
    expect(asked).toHaveLength(1);
  });
});
