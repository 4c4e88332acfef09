import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type SandboxServer, startSandbox } from "../../../sandbox/server.ts";
import { callsTo, mail, mailSend } from "../../setup/sandbox-calls.ts";

const key = "sandbox_posted";
const settings = "api.sendgrid.com/v3/user/webhooks/event/settings";
let sandbox: SandboxServer;
let receiver: Server;
let url: string;
let statuses: number[];
let received: { body: string; at: number; type: string | undefined }[];

beforeEach(async () => {
  [statuses, received] = [[], []];
  sandbox = await startSandbox({ mode: "posted", pauses: [40, 160] });
  receiver = createServer(receive);
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  await sandbox.close();
  receiver.closeAllConnections();
  receiver.close();
});

/** Answers with the statuses in turn, then 204. */
async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const at = Date.now();
  let body = "";
  for await (const chunk of request) body += chunk;
  received.push({ body, at, type: request.headers["content-type"] });
  response.writeHead(statuses.shift() ?? 204, { Location: url }).end();
}

async function sendMail(events: Record<string, boolean> = { delivered: true }, address = url): Promise<void> {
  const { post } = callsTo(sandbox.sandbox, key);
  await post(settings, { url: address, enabled: true, ...events });
  await post(mailSend, mail());
}
const webhooks = () => sandbox.sandbox.entries({ kind: "webhook" });
const states = () => webhooks().map(({ state, detail }) => [state, detail]);
const events = () => received.map(({ body }) => JSON.parse(body)[0].event);

describe("a webhook in development", () => {
  test("is posted byte for byte, and marked as delivered", async () => {
    await sendMail();
    await expect.poll(states).toEqual([["delivered", "HTTP 204"]]);
    expect(received).toMatchObject([{ type: "application/json", body: expect.stringMatching(/\}\]\r\n$/) }]);
    expect(webhooks()[0]?.raw).toMatchObject({ body: received[0]?.body });
  });

  test("is tried again with growing pauses until it is taken", async () => {
    statuses = [500, 503];
    await sendMail();
    await expect.poll(states).toEqual([["delivered", "HTTP 204"]]);
    const [first = 0, second = 0, third = 0] = received.map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(38);
    expect(third - second).toBeGreaterThanOrEqual(158);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  test("has failed when the attempts are used up, and says why", async () => {
    statuses = [500, 500, 502, 500];
    await sendMail();
    await expect.poll(states).toEqual([["failed", "HTTP 502"]]);
    expect(received).toHaveLength(3);
  });

  test("is not redirected", async () => {
    statuses = [302, 302, 302];
    await sendMail();
    await expect.poll(states).toEqual([["failed", "HTTP 302"]]);
  });

  test("to nobody is tried again", async () => {
    receiver.close();
    await sendMail();
    await expect.poll(states).toEqual([["retrying", "no connection"]]);
  });

  test("leaves this machine under no circumstances", async () => {
    const seen: unknown[] = [];
    sandbox.sandbox.watch((happening) => happening.type === "entry" && seen.push(happening.entry.state));
    await sendMail({ delivered: true }, "http://192.0.2.1/hook");
    await expect.poll(states).toEqual([["failed", "only this machine is called"]]);
    expect(seen).not.toContain("retrying");
  });

  test("comes once more when it is repeated", async () => {
    await sendMail();
    await expect.poll(() => received.length).toBe(1);
    sandbox.sandbox.repeatWebhook(webhooks()[0]?.id ?? "");
    await expect.poll(() => received.length).toBe(2);
    expect(received[0]?.body).toBe(received[1]?.body);
  });

  test("keeps its place among those of the same mail", async () => {
    await sendMail({ processed: true, delivered: true });
    await expect.poll(events).toEqual(["processed", "delivered"]);
  });

  test("comes twice and out of order where that is asked for", async () => {
    sandbox.sandbox.setDisorder(key, { twice: true, reversed: true });
    await sendMail({ processed: true, delivered: true });
    await expect.poll(events).toEqual(["delivered", "processed", "delivered", "processed"]);
  });
});
