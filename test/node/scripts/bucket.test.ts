import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveLocalS3 } from "../../setup/s3-server.ts";

let store: Awaited<ReturnType<typeof serveLocalS3>>;
beforeAll(async () => {
  store = await serveLocalS3("tov-bucket");
});
afterAll(() => store.close());

const site = {
  PUBLIC_ORIGIN: "https://tov.or.kr",
  ALLOWED_ORIGINS: "https://www.tov.or.kr, https://admin.tov.or.kr",
};
const s3 = () => ({
  ...site,
  STORAGE_DRIVER: "s3",
  AWS_REGION: "auto",
  AWS_S3_BUCKET: "tov-bucket",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local-secret",
  S3_ENDPOINT: store.endpoint,
});

async function apply(env: Record<string, string>, ...options: string[]) {
  const script = `${import.meta.dirname}/../../../scripts/bucket.ts`;
  const child = spawn(process.execPath, [script, ...options], {
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exited, out, err };
}

// Every run is a process of its own.
describe("npm run bucket:apply", { timeout: 60_000 }, () => {
  test("prints what would change and changes nothing, until it is told to", async () => {
    const first = await apply(s3());
    expect(first.out).toContain("  + AllowedHeader=content-type  ");
    expect(first.out).toContain("AllowedOrigin=https://admin.tov.or.kr  AllowedOrigin=https://tov.or.kr");
    expect(first.out).toContain(
      "  + AbortIncompleteMultipartUpload.DaysAfterInitiation=1  ID=abandoned-uploads  Status=Enabled",
    );
    expect(first.out).toContain(
      "  + Expiration.Days=2  Filter.Prefix=incoming/  ID=incoming  Status=Enabled",
    );
    expect(first.out).toContain("Transition.Days=90  Transition.StorageClass=GLACIER_IR");
    expect(first.out).toContain("versioning:\n  + Status=Enabled");
    expect(first.out).toContain("Nothing was changed.");
    expect(first.code).toBe(3);
    expect(await apply(s3())).toEqual(first);
  });

  test("applies it, finds nothing more to do, and then shows only what differs", async () => {
    expect(await apply(s3(), "--yes")).toMatchObject({ code: 0, out: expect.stringContaining("Applied.") });
    const settled = await apply(s3());
    expect(settled.out).toMatch(
      /cors: as it should be\nlifecycle: as it should be\nversioning: as it should be/,
    );
    expect(settled.code).toBe(0);
    const moved = await apply({ ...s3(), ALLOWED_ORIGINS: "" });
    expect(moved.out.match(/^ {2}- .*AllowedOrigin=https:\/\/admin/gm)).toHaveLength(1);
    expect(moved.out.match(/^ {2}\+ .*AllowedOrigin=https:\/\/tov/gm)).toHaveLength(1);
    expect(moved.out).toContain("lifecycle: as it should be");
  });

  test("gives R2 infrequent access for the archive, and no versions, which it does not have", async () => {
    const env = {
      ...site,
      R2_ACCESS_KEY_ID: "local",
      R2_SECRET_ACCESS_KEY: "local-secret",
    };
    const { out } = await apply({ ...env, R2_BUCKET: "tov-bucket", R2_ENDPOINT: store.endpoint });
    expect(out).toContain("Transition.StorageClass=STANDARD_IA");
    expect(out).not.toContain("versioning");
  });

  test("says which credentials are missing", async () => {
    const { code, err } = await apply({ ...site, R2_ACCOUNT_ID: "a" });
    expect(err).toBe("Please set R2_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY in the environment or in .env.\n");
    expect(code).toBe(1);
  });

  test("says what the store answered to a wrong key", async () => {
    const { code, err } = await apply({ ...s3(), AWS_SECRET_ACCESS_KEY: "wrong" }, "--yes");
    expect(err).toContain('"status":403,"code":"SignatureDoesNotMatch"');
    expect(code).toBe(1);
  });

  test("does not know other drivers", async () => {
    expect(await apply({ ...s3(), STORAGE_DRIVER: "floppy" })).toMatchObject({
      code: 1,
      err: expect.stringContaining("floppy"),
    });
  });
});
