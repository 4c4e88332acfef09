import { beforeAll, describe, expect, it } from "vitest";
import { routesOf } from "../../src/app.ts";
import { operations } from "../../src/client/operations.ts";
import { createClient, uploadFile } from "../../src/client.ts";
import type { Route } from "../../src/http/route.ts";
import { png } from "../fixtures/small-pictures.ts";
import { type House, openHouse, origin } from "../setup/open-house.ts";

/** Every operation is called once as it is meant to be, by the client that others use; its answer is held against its declaration. */
const queriesAtMost = 12;
/** Half of what an event has on the free plan, deferred work included. */
const subrequestsAtMost = 25;
const answered = new Map<string, number>();
const queries = new Map<string, number>();
const subrequests = new Map<string, number>();

let house: House;
let tov: ReturnType<typeof createClient>;
let routes: readonly Route[];

beforeAll(async () => {
  house = await openHouse();
  routes = routesOf(house.services);
  const token = (await house.keyOf("admin")).Authorization.replace("Bearer ", "");
  tov = createClient({
    baseUrl: origin,
    token,
    fetch: async (url, init) => {
      const headers = new Headers(init.headers);
      // Over a network the runtime says how long a body is.
      const length = new Blob(init.body ? [init.body as string | Blob] : []).size;
      if (length > 0) headers.set("Content-Length", String(length));
      const response = await house.fetch(url.slice(origin.length), { ...init, headers });
      const entry = house.world.logged.findLast((one) => one.event === "request");
      const operation = String(entry?.fields?.operation);
      await hold(operation, response.clone(), Number(entry?.fields?.queries ?? 0));
      await house.world.settle();
      subrequests.set(operation, Math.max(house.subrequests(), subrequests.get(operation) ?? 0));
      return response;
    },
  });
});

async function hold(operation: string, response: Response, count: number): Promise<void> {
  const declaration = routes.find((route) => route.declaration.operation === operation)?.declaration;
  const answer = declaration?.answers[response.status];
  expect(answer, `${operation} answers ${response.status}`).toBeDefined();
  answered.set(operation, response.status);
  queries.set(operation, Math.max(count, queries.get(operation) ?? 0));
  const type = response.headers.get("Content-Type");
  if (answer?.kind === "raw") {
    expect([...answer.types, "image/png"]).toContain(type?.split(";")[0]);
    return;
  }
  expect(type).toBe("application/json");
  const body = await response.json();
  // A schema drops what it does not know: equal means that nothing undeclared goes out.
  expect(answer?.schema.parse(body)).toEqual(body);
}

/** The data of a result that has to be one. */
async function dataOf<Data>(result: Promise<{ data: Data | null; error: unknown }>): Promise<Data> {
  const { data, error } = await result;
  expect(error).toBeNull();
  return data as Data;
}

const picture = new File([png()], "봄 소풍.png", { type: "image/png" });

describe("every operation answers what it declares", () => {
  it("files", async () => {
    await dataOf(tov.listCollections());
    const first = await dataOf(uploadFile(tov, picture, { collection: "posts/content" }));
    const body = await picture.arrayBuffer();
    const second = await dataOf(
      tov.uploadFile({
        query: { collection: "posts/content", filename: "둘.png", replaces: first.id },
        body: new Blob([body], { type: "image/png" }),
      }),
    );
    const params = { id: second.id };
    const page = await dataOf(tov.listFiles({ query: { collection: "posts/content", limit: 1 } }));
    expect(page.items).toEqual([second]);
    await dataOf(tov.getFile({ params }));
    await dataOf(tov.getDownloadUrl({ params }));
    await dataOf(tov.getThumbnail({ params }));
    const delivered = await dataOf(tov.deliverFile({ params: { key: second.key } }));
    expect(await delivered.arrayBuffer()).toEqual(body);
    await dataOf(tov.renderImage({ params: { preset: "thumb", key: second.key } }));
    await dataOf(tov.previewImage({ params: { key: second.key } }));
    await dataOf(tov.changeFile({ params, body: { name: "셋.png" } }));
    await dataOf(tov.focusFile({ params, body: { x: 0.3, y: 0.2 } }));
    await dataOf(tov.unfocusFile({ params }));
    await dataOf(tov.deleteFile({ params }));
    await dataOf(tov.restoreFile({ params }));
  });

  it("uploads, parts again", async () => {
    const announced = { filename: "a.png", size: 17 * 1024 ** 2, contentType: "image/png" };
    const begun = await dataOf(tov.beginUpload({ body: { collection: "posts/content", ...announced } }));
    expect(begun.parts).toHaveLength(2);
    await dataOf(tov.signParts({ params: { id: begun.id }, body: { partNumbers: [2] } }));
  });

  it("health and keys", async () => {
    await dataOf(tov.getHealth());
    const issued = await dataOf(tov.issueApiKey({ body: { name: "신문사", scopes: ["files:read"] } }));
    await dataOf(tov.listApiKeys({ query: { limit: 2 } }));
    await dataOf(tov.revokeApiKey({ params: { id: issued.id } }));
    expect(await dataOf(tov.resealValues())).toEqual({ resealed: 0, remaining: 0, nextCursor: null });
    const told = await dataOf(tov.listAuditLog({ query: { subjectId: issued.id } }));
    expect(told.items.map(({ action }) => action)).toEqual(["api-key.revoke", "api-key.issue"]);
  });

  it("e-mail, caches and the outbox", async () => {
    const to = { email: "hong@example.org" };
    const sent = await dataOf(tov.sendEmail({ body: { to, template: "welcome", data: { name: "홍길동" } } }));
    await dataOf(tov.getEmail({ params: { id: sent.id } }));
    const audience = { csv: "email,points\nhong@example.org,5\nnobody,7" };
    const checked = await dataOf(tov.checkAudience({ body: { audience, variables: ["points"] } }));
    expect(checked).toMatchObject({ accepted: 1, refused: [{ line: 3, field: "email" }] });
    await dataOf(tov.getEmailTimeline({ params: { id: sent.id } }));
    await dataOf(tov.readEmailStatistics({ query: { by: "domain", from: "2026-11-01" } }));
    const suppressed = await dataOf(tov.addEmailSuppression({ body: { address: "kim@example.org" } }));
    const page = await dataOf(tov.listEmailSuppressions({ query: { reason: "staff", limit: 1 } }));
    expect(page.items).toEqual([suppressed]);
    await dataOf(tov.liftEmailSuppression({ params: { id: suppressed.id } }));
    const welcome = { params: { name: "welcome" as const } };
    expect((await dataOf(tov.listEmailTemplates())).items).toHaveLength(5);
    await dataOf(tov.previewEmail({ ...welcome, body: { data: { name: "홍길동" } } }));
    await dataOf(tov.showEmail({ ...welcome, query: { language: "en" } }));
    await dataOf(tov.sendTestEmail({ ...welcome, body: { to: to.email } }));
    await dataOf(tov.purgeCache({ body: { urls: [`${origin}/files/a.png`] } }));
    const waiting = await dataOf(tov.listOutbox({ query: { state: "waiting" } }));
    expect(waiting.items.map(({ topic }) => topic)).toContain("email.deliver");
    await dataOf(tov.resendOutbox({ body: { ids: [sent.id] } }));
  });

  it("batches of e-mails", async () => {
    const recipients = [{ email: "hong@example.org", name: "홍길동" }];
    const body = {
      ...{ name: "환영", template: "welcome" as const, purpose: "transactional" as const, data: {} },
      ...{ variables: ["name"], audience: { recipients } },
    };
    const first = await dataOf(tov.sendEmailBatch({ body }));
    const params = { id: first.id };
    expect((await dataOf(tov.pauseEmailBatch({ params }))).state).toBe("paused");
    expect((await dataOf(tov.resumeEmailBatch({ params }))).state).toBe("preparing");
    await house.work();
    expect(await dataOf(tov.getEmailBatch({ params }))).toMatchObject({ state: "complete", recipients: 1 });
    const progress = await dataOf(tov.watchEmailBatch({ params }));
    expect(await progress.text()).toContain("event: progress");
    const page = await dataOf(tov.listEmailBatchRecipients({ params, query: { limit: 1 } }));
    expect(page.items).toMatchObject([{ email: "hong@example.org", state: "sent" }]);
    expect((await dataOf(tov.resendEmailBatch({ params, body: {} }))).state).toBe("scheduled");
    const later = await dataOf(tov.sendEmailBatch({ body: { ...body, sendAt: Date.now() + 86_400_000 } }));
    expect((await dataOf(tov.cancelEmailBatch({ params: { id: later.id } }))).state).toBe("cancelled");
    expect((await dataOf(tov.listEmailBatches({ query: { limit: 1 } }))).items).toHaveLength(1);
  });

  it("consents", async () => {
    const { items } = await dataOf(tov.listConsentPurposes());
    const { name: purpose, textVersion } = items[0]!;
    const asked = { email: "hong@example.org", purpose, textVersion };
    expect(await dataOf(tov.askConsent({ body: asked }))).toEqual({ state: "asked" });
    const paper = { email: "kim@example.org", purpose, textVersion, givenAt: Date.now() - 60_000 };
    const { id } = await dataOf(tov.recordConsent({ body: paper }));
    const page = await dataOf(tov.listConsents({ query: { state: "confirmed", limit: 1 } }));
    expect(page.items.map((one) => one.id)).toEqual([id]);
    const found = await dataOf(tov.searchConsents({ body: { email: "KIM@example.org" } }));
    expect(found.items).toEqual(page.items);
    const csv = await (await dataOf(tov.exportConsents({ query: { purpose } }))).text();
    expect(csv.split("\r\n")).toHaveLength(4);
    await dataOf(tov.withdrawConsent({ params: { id } }));
  });

  it("and none was left out", () => {
    expect([...answered.keys()].toSorted()).toEqual(Object.keys(operations).toSorted());
  });

  it("with few queries", () => {
    for (const [operation, count] of queries) expect(count, operation).toBeLessThanOrEqual(queriesAtMost);
  });

  it("and with few subrequests", () => {
    for (const [operation, count] of subrequests)
      expect(count, operation).toBeLessThanOrEqual(subrequestsAtMost);
  });
});
