import { Buffer } from "node:buffer";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pdf } from "../../fixtures/pdf.ts";
import { type House, openHouse, post } from "../../setup/open-house.ts";
import { problemOf } from "../../setup/upload.ts";

const sandboxed = (key: string) => ({ SENDGRID_API_KEY: key, EMAIL_FROM: "TOV <noreply@tov.example>" });
const receipt = pdf();
/** As much of it as the sandbox keeps of an attachment. */
const beginning = Buffer.from(receipt).toString("base64").slice(0, 60);

let house: House;
let keys: Record<"admin" | "staff" | "stranger", { Authorization: string }>;
beforeAll(async () => {
  house = await openHouse(sandboxed, (services) => services, "paid");
  keys = {
    admin: await house.keyOf("admin"),
    staff: await house.keyOf("email:send", "files:read"),
    stranger: await house.keyOf("email:send"),
  };
});
beforeEach(() => house.sandbox.clear(house.sandboxKey));

/** A receipt that not everybody may read. */
async function keepReceipt(): Promise<string> {
  const headers = {
    ...keys.admin,
    ...{ "Content-Type": "application/pdf", "Content-Length": String(receipt.byteLength) },
  };
  const address = `/api/files?collection=documents&filename=${encodeURIComponent("기부금 영수증.pdf")}`;
  const response = await house.fetch(address, { method: "POST", headers, body: receipt });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

const bearing = (verb: "DELETE" | "POST", id: string) =>
  house.fetch(`/api/files/${id}${verb === "POST" ? "/restore" : ""}`, { method: verb, headers: keys.admin });

/** What goes along with the mails that have arrived. */
const arrived = () =>
  house.sandbox
    .entries({ key: house.sandboxKey, kind: "mail" })
    .map((entry) => (entry as unknown as { raw: { attachments?: unknown } }).raw.attachments);

const letter = {
  ...{ template: "notification", language: "ko" },
  data: { title: "기부금 영수증", body: "보내 드립니다." },
};
const one = { ...letter, to: { email: "kim@example.org" } };
const many = {
  ...{ ...letter, name: "영수증", purpose: "transactional" },
  audience: { recipients: [{ email: "kim@example.org" }, { email: "lee@example.org" }] },
};

describe.each([
  ["an e-mail", "/api/email", one, 1],
  ["a batch", "/api/email/batches", many, 2],
] as const)("files that go along with %s", (_, address, body, mails) => {
  const send = (attachments: string[], key = keys.staff) =>
    house.fetch(address, post({ ...body, attachments }, key));
  const seen = async (id: string) =>
    (await (await house.fetch(`${address}/${id}`, { headers: keys.staff })).json()) as object;

  test("arrive with it, under their names", async () => {
    const response = await send([await keepReceipt()]);
    expect(response.status).toBe(202);
    await house.work();
    const attachment = {
      content: expect.stringContaining(beginning),
      type: "application/pdf",
      filename: "기부금 영수증.pdf",
    };
    expect(arrived()).toHaveLength(mails);
    for (const attachments of arrived()) expect(attachments).toMatchObject([attachment]);
  });

  test("are those alone that the sender may read", async () => {
    const id = await keepReceipt();
    expect(await problemOf(await send([id], keys.stranger))).toMatchObject({ status: 404 });
    expect(await problemOf(await send([crypto.randomUUID()]))).toMatchObject({
      ...{ status: 404, id: "files-not-found" },
    });
  });

  test("have 10 MiB in all", async () => {
    const ids = [await keepReceipt(), await keepReceipt()];
    const { database } = house.services;
    const size = 5 * 1024 * 1024 + 1;
    await database.run(database.query.updateTable("files").set({ size }).where("id", "in", ids));
    expect(await problemOf(await send(ids))).toEqual({
      ...{ status: 422, id: "email-attachments-too-large", pointers: ["/body/attachments"] },
    });
  });

  test("and are deleted before it goes out keep it from going without them", async () => {
    const file = await keepReceipt();
    const response = await send([file]);
    const { id } = (await response.json()) as { id: string };
    expect((await bearing("DELETE", file)).status).toBe(200);
    await house.work();
    expect(arrived()).toEqual([]);
    if (mails === 1) expect(await seen(id)).toMatchObject({ state: "failed", failure: "attachment-gone" });
    else expect(await seen(id)).toMatchObject({ state: "paused", waitingFor: "attachment" });
  });
});

test("a batch whose file was deleted goes on when the file is back", async () => {
  const file = await keepReceipt();
  const response = await house.fetch(
    "/api/email/batches",
    post({ ...many, attachments: [file] }, keys.staff),
  );
  const { id } = (await response.json()) as { id: string };
  await bearing("DELETE", file);
  await house.work();
  expect((await bearing("POST", file)).status).toBe(200);
  const path = `/api/email/batches/${id}`;
  await house.fetch(`${path}/resume`, post({}, keys.staff));
  await house.work();
  expect(await (await house.fetch(path, { headers: keys.staff })).json()).toMatchObject({
    ...{ state: "complete", waitingFor: null, counts: { sent: 2 } },
  });
});
