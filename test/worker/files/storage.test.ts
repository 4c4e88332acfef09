import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { World } from "../../../src/kit/world.ts";
import { r2 } from "../../../src/rooms/files/drivers/r2.ts";
import { s3 } from "../../../src/rooms/files/drivers/s3.ts";
import { signedUrlsContract } from "./signed-urls.contract.ts";
import { storageContract } from "./storage.contract.ts";

const origin = "http://localhost:8787";
const localS3 = `${origin}/cdn-cgi/local/r2/s3`;
const silent = { info() {}, warn() {}, error() {} };

function worldAt(age = 0, outside: World["fetch"] = (input, init) => fetch(input, init)): World {
  return {
    fetch: outside,
    browserUrl: (url) => url,
    connect: () => expect.fail("no sockets here"),
    now: () => Date.now() - age,
    newId: () => crypto.randomUUID(),
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    log: silent,
    defer: () => expect.fail("nothing to defer"),
  };
}

const r2Settings = {
  FILES_BUCKET: env.FILES_BUCKET,
  R2_ACCESS_KEY_ID: "local",
  R2_SECRET_ACCESS_KEY: "local-secret",
};
const s3Settings = {
  AWS_REGION: "auto",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local-secret",
  AWS_S3_BUCKET: "tov-files",
  AWS_S3_STORAGE_CLASS: "STANDARD",
  S3_ENDPOINT: localS3,
};

describe("r2", () => {
  const settings = r2.settings.parse({ ...r2Settings, R2_ENDPOINT: localS3 });
  const underTest = { origin, open: (age?: number) => r2.open(settings, worldAt(age)) };
  storageContract(underTest);
  signedUrlsContract(underTest);
});

describe("s3", () => {
  const settings = s3.settings.parse(s3Settings);
  const underTest = { origin, open: (age?: number) => s3.open(settings, worldAt(age)) };
  storageContract(underTest);
  signedUrlsContract(underTest);
});

describe("in development", () => {
  const storage = r2.open(
    r2.settings.parse({ FILES_BUCKET: env.FILES_BUCKET, ENVIRONMENT: "development" }),
    worldAt(),
  );

  test("URLs are signed for the origin that the browser is on, and no key is needed", async () => {
    const signed = await storage.signUpload("dev/a.txt", {
      origin,
      expiresIn: 60,
      size: 5,
      type: "text/plain",
    });
    expect(signed.url).toMatch(/^http:\/\/localhost:8787\/cdn-cgi\/local\/r2\/s3\/tov-files\/dev\/a\.txt\?/);
    const response = await fetch(signed.url, { method: "PUT", headers: signed.headers, body: "hello" });
    expect(response.status).toBe(200);
    expect(await storage.head("dev/a.txt")).toMatchObject({ size: 5, type: "text/plain" });
  });

  test("an upload in parts tells what has arrived, and is joined from it", async () => {
    const key = "dev/b.zip";
    const uploadId = await storage.beginParts(key, { type: "application/zip" });
    expect(await storage.listParts(key, uploadId, { origin })).toEqual([]);
    const sizes = [5 * 1024 * 1024, 3];
    for (const [index, size] of sizes.entries()) {
      const signed = await storage.signPart(key, uploadId, index + 1, { origin, expiresIn: 60, size });
      const body = new Uint8Array(size).fill(index + 1);
      expect((await fetch(signed.url, { method: "PUT", headers: signed.headers, body })).status).toBe(200);
    }
    const parts = (await storage.listParts(key, uploadId, { origin })) ?? [];
    expect(parts.map(({ partNumber, size }) => [partNumber, size])).toEqual([
      [1, sizes[0]],
      [2, sizes[1]],
    ]);
    const changed = parts.map((part) => ({ ...part, etag: "0123456789abcdef0123456789abcdef" }));
    expect(await storage.finishParts(key, uploadId, changed)).toBeNull();
    const finished = await storage.finishParts(key, uploadId, parts);
    expect(finished).toMatchObject({ key, size: sizes[0]! + sizes[1]!, type: "application/zip" });
    expect(await storage.finishParts(key, uploadId, parts)).toEqual(finished);
    expect((await storage.list("dev/b.zip/")).objects).toEqual([]);
  });

  test("an aborted upload in parts leaves nothing behind", async () => {
    const uploadId = await storage.beginParts("dev/c.zip", { type: "application/zip" });
    const signed = await storage.signPart("dev/c.zip", uploadId, 1, { origin, expiresIn: 60, size: 1 });
    await fetch(signed.url, { method: "PUT", headers: signed.headers, body: "a" });
    await storage.abortParts("dev/c.zip", uploadId);
    await storage.abortParts("dev/c.zip", uploadId);
    expect((await storage.list("dev/c.zip")).objects).toEqual([]);
  });
});

describe("settings", () => {
  const missing = (given: object) =>
    r2.settings.safeParse(given).error?.issues.map(({ path }) => path.join());

  test("of r2 outside development name every missing secret", () => {
    expect(missing({ FILES_BUCKET: env.FILES_BUCKET })).toEqual([
      "R2_ACCOUNT_ID",
      "R2_ACCESS_KEY_ID",
      "R2_SECRET_ACCESS_KEY",
    ]);
    expect(missing({ ...r2Settings, ENVIRONMENT: "production" })).toEqual(["R2_ACCOUNT_ID"]);
    expect(missing({ ...r2Settings, R2_ACCOUNT_ID: "abc" })).toBeUndefined();
    expect(missing({ ...r2Settings, R2_ACCOUNT_ID: "abc", FILES_BUCKET: undefined })).toEqual([
      "FILES_BUCKET",
    ]);
  });

  test("lead r2 to the account's own host", async () => {
    const storage = r2.open(r2.settings.parse({ ...r2Settings, R2_ACCOUNT_ID: "abc" }), worldAt());
    const { url } = await storage.signPart("k", "id", 7, { origin, expiresIn: 60, size: 1 });
    expect(url).toMatch(
      /^https:\/\/abc\.r2\.cloudflarestorage\.com\/tov-files\/k\?.*X-Amz-SignedHeaders=content-length%3Bhost&partNumber=7&uploadId=id&/,
    );
  });

  test("lead s3 to the bucket's own host, and into the path for a bucket with a dot", async () => {
    const sign = (AWS_S3_BUCKET: string) => {
      const settings = { ...s3Settings, S3_ENDPOINT: undefined, AWS_REGION: "ap-northeast-2", AWS_S3_BUCKET };
      const storage = s3.open(s3.settings.parse(settings), worldAt());
      return storage.signUpload("k", { origin, expiresIn: 60, size: 1, type: "text/plain" });
    };
    expect((await sign("tov-homepage")).url).toMatch(
      /^https:\/\/tov-homepage\.s3\.ap-northeast-2\.amazonaws\.com\/k\?/,
    );
    expect((await sign("tov.or.kr")).url).toMatch(
      /^https:\/\/s3\.ap-northeast-2\.amazonaws\.com\/tov\.or\.kr\/k\?/,
    );
    expect((await sign("tov-homepage")).headers).toEqual({
      "content-type": "text/plain",
      "x-amz-server-side-encryption": "AES256",
    });
  });
});

describe("what s3 sends to Amazon", () => {
  const sent: { url: string; headers: Headers }[] = [];
  const amazon = (body: string, status = 200): World["fetch"] => {
    return async (input, init) => {
      sent.push({ url: String(input), headers: new Headers(init?.headers) });
      return new Response(body, { status, headers: { ETag: '"e"' } });
    };
  };
  const openWith = (answer: World["fetch"], more = {}) => {
    sent.length = 0;
    const { AWS_S3_STORAGE_CLASS: _, S3_ENDPOINT: __, ...settings } = s3Settings;
    return s3.open(s3.settings.parse({ ...settings, ...more }), worldAt(0, answer));
  };
  const pdf = { size: 1, type: "application/pdf" };
  const bytes = new Uint8Array([1]);

  test("is encrypted, in infrequent access unless set otherwise, and named", async () => {
    await openWith(amazon("")).put("k", bytes, { ...pdf, cacheControl: "no-store", filename: "서류.pdf" });
    expect(Object.fromEntries(sent[0]!.headers)).toMatchObject({
      "x-amz-server-side-encryption": "AES256",
      "x-amz-storage-class": "STANDARD_IA",
      "content-type": "application/pdf",
      "cache-control": "no-store",
      "content-disposition": expect.stringContaining("%EC%84%9C%EB%A5%98.pdf"),
      "content-md5": "VaVACK0bpYmqIQ0mKcHfQQ==",
      "x-amz-content-sha256": "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
    });
    const standard = openWith(amazon(""), { AWS_S3_STORAGE_CLASS: "STANDARD" });
    await standard.put("k", bytes, pdf);
    await standard.put("k", bytes, { ...pdf, storageClass: "infrequent-access" });
    expect(sent.map(({ headers }) => headers.get("x-amz-storage-class"))).toEqual([
      "STANDARD",
      "STANDARD_IA",
    ]);
  });

  test("is no success when an error stands behind status 200", async () => {
    const failed = '<?xml version="1.0"?>\n   <Error><Code>InternalError</Code></Error>';
    const copy = openWith(amazon(failed)).copy("a", "b", { ...pdf, ifMatch: "e" });
    await expect(copy).rejects.toMatchObject({
      kind: { id: "vendor-unavailable" },
      cause: { code: "InternalError" },
    });
    const finish = openWith(amazon("<Error><Code>Odd</Code></Error>")).finishParts("a", "u", [
      { partNumber: 1, etag: "e" },
    ]);
    await expect(finish).rejects.toMatchObject({ kind: { id: "vendor-refused" }, cause: { code: "Odd" } });
  });

  test("is no success when one of many keys could not be deleted", async () => {
    const denied = "<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code></Error></DeleteResult>";
    await expect(openWith(amazon(denied)).delete(["a", "b"])).rejects.toMatchObject({
      cause: { code: "AccessDenied" },
    });
  });

  test("names the code that Amazon answers, and the right problem", async () => {
    const refusal = "<Error><Code>SignatureDoesNotMatch</Code><Message>secret</Message></Error>";
    const open = openWith(amazon(refusal, 403)).open("k");
    const cause = { vendor: "s3", status: 403, code: "SignatureDoesNotMatch" };
    await expect(open).rejects.toMatchObject({ kind: { id: "vendor-misconfigured" }, cause });
  });

  test.each(["not XML", "<ListBucketResult><Contents></Contents></ListBucketResult>"])(
    "is refused when the answer is %j",
    async (body) => {
      await expect(openWith(amazon(body)).list("")).rejects.toMatchObject({ kind: { id: "vendor-refused" } });
    },
  );

  test("never asks to copy more than CopyObject can", async () => {
    const copy = openWith(amazon("")).copy("a", "b", { ...pdf, size: 5 * 1024 ** 3 + 1, ifMatch: "e" });
    await expect(copy).rejects.toMatchObject({ kind: { id: "vendor-refused" } });
    expect(sent).toEqual([]);
  });
});
