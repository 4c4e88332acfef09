import { expect, test } from "vitest";
import { createSandbox } from "../../../sandbox/sandbox.ts";
import { callsTo, mail, mailSend } from "../../setup/sandbox-calls.ts";

const settings = "api.sendgrid.com/v3/user/webhooks/event/settings";
const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);

test("what one key does, no other key sees", async () => {
  const sandbox = createSandbox();
  const [mine, yours] = ["sandbox_mine", "sandbox_yours"] as const;
  await callsTo(sandbox, mine).post(settings, { url: "http://localhost/x", enabled: true, delivered: true });
  await callsTo(sandbox, mine).post(mailSend, mail({ subject: "mine" }));
  await callsTo(sandbox, yours).post(mailSend, mail({ subject: "yours" }));
  expect(sandbox.entries({ key: yours }).map(({ title }) => title)).toEqual(["yours"]);
  expect(sandbox.takeWebhooks(yours)).toEqual([]);
  sandbox.clear(yours);
  expect(sandbox.entries({ key: mine, kind: "mail" })).toHaveLength(1);
  expect(sandbox.takeWebhooks(mine)).toHaveLength(1);
});

test("a sandbox knows nothing of another sandbox", async () => {
  await callsTo(createSandbox(), "sandbox_a").post(mailSend, mail());
  expect(createSandbox().entries()).toEqual([]);
});

test("a key keeps its last 500 entries, newest first", async () => {
  const sandbox = createSandbox();
  const { post } = callsTo(sandbox, "sandbox_many");
  for (const index of numbered(510)) await post(mailSend, mail({ subject: `mail ${index}` }));
  const titles = sandbox.entries().map(({ title }) => title);
  expect(titles).toHaveLength(500);
  expect([titles[0], titles.at(-1)]).toEqual(["mail 509", "mail 10"]);
});

test("a key keeps its last 500 webhooks that wait", async () => {
  const sandbox = createSandbox();
  const { post } = callsTo(sandbox, "sandbox_many");
  await post(settings, { url: "http://localhost/x", enabled: true, processed: true, delivered: true });
  for (const _ of numbered(260)) await post(mailSend, mail());
  expect(sandbox.takeWebhooks("sandbox_many")).toHaveLength(500);
});

test("a key keeps 8 MiB of requests, and the newest whatever its size", async () => {
  const sandbox = createSandbox();
  const { post } = callsTo(sandbox, "sandbox_large");
  const sized = (mebibytes: number) =>
    mail({ content: [{ type: "text/plain", value: "x".repeat(mebibytes * 1024 * 1024) }] });
  for (const mebibytes of [3, 3, 3]) await post(mailSend, sized(mebibytes));
  expect(sandbox.entries()).toHaveLength(2);
  await post(mailSend, sized(9));
  expect(sandbox.entries()).toHaveLength(1);
});

test("the 200 keys that were used last are kept", async () => {
  const sandbox = createSandbox();
  for (const index of numbered(200)) await callsTo(sandbox, `sandbox_${index}`).post(mailSend, mail());
  await callsTo(sandbox, "sandbox_0").post(mailSend, mail());
  await callsTo(sandbox, "sandbox_new").post(mailSend, mail());
  expect(sandbox.keys()).toHaveLength(200);
  expect(sandbox.entries({ key: "sandbox_0" })).toHaveLength(2);
  expect(sandbox.entries({ key: "sandbox_1" })).toEqual([]);
});

test("a host that nobody has answers 404 and says who there is", async () => {
  const response = await callsTo(createSandbox(), "sandbox_a").get("api.nobody.example/v1");
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: expect.stringContaining("/api.sendgrid.com/") });
});
