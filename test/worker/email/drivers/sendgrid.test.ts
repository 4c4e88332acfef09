import { describe, expect, test } from "vitest";
import type { FaultKind } from "../../../../sandbox/fault-board.ts";
import type { Problem } from "../../../../src/kit/problem.ts";
import { vendorMisconfigured, vendorUnavailable } from "../../../../src/kit/vendor-problem.ts";
import type { Outcome } from "../../../../src/rooms/email/driver.ts";
import { mailingTo } from "../../../setup/mailings.ts";
import { openSendgrid } from "../../../setup/sendgrid-driver.ts";

const taken: Outcome = { outcome: "taken", vendorId: "abc" };
const left: Outcome = { outcome: "left" };
const unknown: Outcome = { outcome: "unknown" };
const refused = (failure: string): Outcome => ({ outcome: "refused", failure });
const three = (outcome: Outcome) => [outcome, outcome, outcome];

const faults = (...errors: { message?: string; field?: string | null }[]) =>
  JSON.stringify({ errors: errors.map((error) => ({ message: "", field: null, help: null, ...error })) });
const at = (...fields: string[]) => faults(...fields.map((field) => ({ field })));

const sendThree = (response: () => Response) => openSendgrid({}, response).driver.send(mailingTo(3));
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("nothing was thrown"),
    (error: unknown) => error as Problem,
  );

describe("an answer of SendGrid's means for three recipients:", () => {
  test.each<[string, () => Response, Outcome[]]>([
    ["202", () => new Response(null, { status: 202, headers: { "X-Message-Id": "abc" } }), three(taken)],
    [
      "202 without an id",
      () => new Response(null, { status: 202 }),
      three({ outcome: "taken", vendorId: null }),
    ],
    [
      "200, which is for mails that are only looked at",
      () => new Response(null, { status: 200 }),
      three(unknown),
    ],
    ["204", () => new Response(null, { status: 204 }), three(unknown)],
    [
      "400 at an address",
      () => new Response(at("personalizations.1.to.0.email"), { status: 400 }),
      [left, refused("address-refused"), left],
    ],
    [
      "400 at two of them",
      () => new Response(at("personalizations.0.to", "personalizations.2.substitutions"), { status: 400 }),
      [refused("address-refused"), left, refused("vendor-refused:substitutions")],
    ],
    [
      "400 at a whole envelope",
      () => new Response(at("personalizations.2"), { status: 400 }),
      [left, left, refused("vendor-refused")],
    ],
    [
      "400 at the message, too",
      () => new Response(at("personalizations.1.to.0.email", "content.0.value"), { status: 400 }),
      three(refused("vendor-refused:content")),
    ],
    ["400 at nothing", () => new Response(faults({}), { status: 400 }), three(refused("vendor-refused"))],
    [
      "413 of a server on the way",
      () => new Response("<html>", { status: 413 }),
      three(refused("mail-too-large")),
    ],
    ["502, from a server that heard nothing", () => new Response(null, { status: 502 }), three(unknown)],
    ["504", () => new Response(null, { status: 504 }), three(unknown)],
  ])("%s", async (_, response, outcomes) => {
    expect(await sendThree(response)).toEqual(outcomes);
  });

  test.each<[string, () => Response, typeof vendorUnavailable, object]>([
    [
      "401",
      () => new Response(faults({}), { status: 401 }),
      vendorMisconfigured,
      { reason: "SENDGRID_API_KEY" },
    ],
    [
      "403",
      () =>
        new Response(faults({ message: "The from address does not match", field: "from" }), { status: 403 }),
      ...([vendorMisconfigured, { reason: "SENDGRID_API_KEY or EMAIL_FROM" }] as const),
    ],
    [
      "400 at the sender",
      () => new Response(at("from.email"), { status: 400 }),
      ...([vendorMisconfigured, { reason: "EMAIL_FROM", code: "from.email" }] as const),
    ],
    ["404", () => new Response(null, { status: 404 }), vendorMisconfigured, { status: 404 }],
    [
      "302",
      () => new Response(null, { status: 302, headers: { Location: "https://example.org" } }),
      ...([vendorMisconfigured, { status: 302 }] as const),
    ],
    ["500", () => new Response(faults({}), { status: 500 }), vendorUnavailable, { status: 500 }],
    ["503", () => new Response(null, { status: 503 }), vendorUnavailable, { status: 503 }],
    ["408", () => new Response(null, { status: 408 }), vendorUnavailable, { status: 408 }],
    [
      "400 that nobody can read",
      () => new Response("{", { status: 400 }),
      vendorUnavailable,
      { status: 400 },
    ],
  ])("%s is nobody's fault, and nobody's is taken", async (_, response, kind, cause) => {
    const problem = await caught(sendThree(response));
    expect(kind.matches(problem)).toBe(true);
    expect(problem.cause).toMatchObject({ vendor: "sendgrid", ...cause });
  });

  test("no connection, or none any more: nobody knows", async () => {
    const broken = () => {
      throw new TypeError("fetch failed");
    };
    expect(await sendThree(broken)).toEqual(three(unknown));
  });
});

describe("how long to wait", () => {
  const minute = 60_000;
  const waitAfter = async (headers: Record<string, string>) => {
    const problem = await caught(sendThree(() => new Response(faults({}), { status: 429, headers })));
    expect(vendorUnavailable.matches(problem)).toBe(true);
    return problem.headers["Retry-After"];
  };

  test("is said by Retry-After in seconds, or by X-RateLimit-Reset in unix time", async () => {
    expect(await waitAfter({ "Retry-After": "30", "X-RateLimit-Reset": "1" })).toBe("30");
    const reset = String(Math.ceil((Date.now() + minute) / 1000));
    expect(Number(await waitAfter({ "X-RateLimit-Reset": reset }))).toBeGreaterThan(50);
    expect(await waitAfter({ "X-RateLimit-Reset": "1" })).toBe("0");
    expect(await waitAfter({ "X-RateLimit-Reset": "99999999999" })).toBe(String(4 * 60 * 60));
  });

  test("is left to us where SendGrid says nothing", async () => {
    expect(await waitAfter({})).toBeUndefined();
    expect(await waitAfter({ "X-RateLimit-Reset": "soon" })).toBeUndefined();
  });

  test.each([
    [401, "Maximum credits exceeded"],
    [403, "You have exceeded your messaging limits"],
  ])(
    "for credits that are used up (%i) is no longer than to the next day, and no setting is wrong",
    async (status, message) => {
      const problem = await caught(sendThree(() => new Response(faults({ message }), { status })));
      expect(vendorUnavailable.matches(problem)).toBe(true);
      const wait = Number(problem.headers["Retry-After"]);
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(4 * 60 * 60);
    },
  );
});

describe("before the sandbox, each fault", () => {
  const send = (fault: FaultKind) => {
    const { driver, world } = openSendgrid();
    world.sandbox.faults.set({ key: "sandbox_driver", vendor: "sendgrid", fault, ms: 10, seconds: 7 });
    return driver.send(mailingTo(3));
  };

  test.each<[FaultKind, Outcome["outcome"]]>([
    ["delay", "taken"],
    ["unreachable", "unknown"],
    ["refuse", "refused"],
    ["malformed", "unknown"],
    ["reset", "taken"],
  ])("%s: %s", async (fault, outcome) => {
    expect((await send(fault)).map((one) => one.outcome)).toEqual([outcome, outcome, outcome]);
  });

  test.each<[FaultKind, typeof vendorUnavailable]>([
    ["deny", vendorMisconfigured],
    ["too-many", vendorUnavailable],
    ["broken", vendorUnavailable],
  ])("%s is nobody's fault", async (fault, kind) => {
    expect(kind.matches(await caught(send(fault)))).toBe(true);
  });
});

test("an answer's words, which may repeat an address, come neither into the log nor into an outcome", async () => {
  const message = "hana@example.org is not valid";
  const { driver, world } = openSendgrid(
    {},
    () => new Response(faults({ message, field: "hana@example.org" }), { status: 400 }),
  );
  const outcomes = await driver.send(mailingTo(1));
  expect(outcomes).toEqual([refused("vendor-refused")]);
  expect(world.logged).toMatchObject([{ event: "vendor-call-failed", fields: { status: 400 } }]);
  expect(JSON.stringify(world.logged)).not.toContain("hana");
});

test("the region decides whom it speaks to", async () => {
  const answer = () => new Response(null, { status: 202 });
  const asked = async (settings: Record<string, string>) => {
    const { driver, requests } = openSendgrid(settings, answer);
    await driver.send(mailingTo(1));
    return requests[0]?.url;
  };
  expect(await asked({})).toBe("https://api.sendgrid.com/v3/mail/send");
  expect(await asked({ SENDGRID_REGION: "eu" })).toBe("https://api.eu.sendgrid.com/v3/mail/send");
  const { driver, world } = openSendgrid({ SENDGRID_REGION: "eu" });
  expect(await driver.send(mailingTo(1))).toMatchObject([{ outcome: "taken" }]);
  expect(world.sandbox.entries({ kind: "mail" })).toHaveLength(1);
});
