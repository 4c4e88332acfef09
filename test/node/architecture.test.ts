import { describe, expect, it } from "vitest";
import { auditFaults, auditMigrationFaults } from "./architecture/audit-rule.ts";
import { driverFaults, houseFaults } from "./architecture/house-rules.ts";
import { importFaults } from "./architecture/import-table.ts";
import { readMigrationFiles, readSources } from "./architecture/sources.ts";

const sources = readSources();

describe("the sources", () => {
  it("import only what the table of ARCHITECTURE.md allows", () => {
    expect(sources.flatMap(importFaults)).toEqual([]);
  });

  it("keep the house's rules on names, lengths and globals", () => {
    expect(sources.flatMap(houseFaults)).toEqual([]);
  });

  it("have every driver in the fuse box", () => {
    expect(driverFaults(sources)).toEqual([]);
  });

  it("only ever add to the audit log, and read it", () => {
    expect(auditFaults(sources)).toEqual([]);
    expect(auditMigrationFaults(readMigrationFiles())).toEqual([]);
    expect(sources.some(({ text }) => text.includes('insertInto("audit_log")'))).toBe(true);
  });
});

describe("a planted import is found", () => {
  it.each([
    ["kit/money.ts", 'import { Hono } from "hono";'],
    ["kit/money.ts", 'import { clock } from "../platform/world.ts";'],
    ["protocols/sigv4.ts", 'import type { FileRow } from "../rooms/files/store.ts";'],
    ["http/page.ts", 'import { filesRoutes } from "../rooms/files/routes.ts";'],
    ["platform/cron.ts", 'import { serve } from "../http/serve.ts";'],
    ["rooms/files/service.ts", 'import { Hono } from "hono";'],
    ["rooms/files/service.ts", 'import { r2 } from "./drivers/r2.ts";'],
    ["rooms/files/service.ts", 'import type { R2Settings } from "./drivers/r2.ts";'],
    ["rooms/files/service.ts", 'import { createImagesService } from "../images/service.ts";'],
    ["rooms/files/service.ts", 'import { type Images, createImagesService } from "../images/service.ts";'],
    ["rooms/files/service.ts", 'import type { Env } from "../../http/call.ts";'],
    ["rooms/files/store.ts", 'import type { FilesService } from "./service.ts";'],
    ["rooms/files/routes.ts", 'import { createFileStore } from "./store.ts";'],
    ["rooms/files/routes.ts", 'export * from "./store.ts";'],
    ["rooms/files/routes.ts", 'const store = () => import("./store.ts");'],
    ["rooms/files/admin.ts", 'import { s3 } from "./drivers/s3.ts";'],
    ["rooms/files/drivers/s3.ts", 'import { r2 } from "./r2.ts";'],
    ["rooms/files/drivers/s3.ts", 'import { parts } from "./r2/parts.ts";'],
    ["rooms/files/drivers/s3.ts", 'import { Hono } from "hono";'],
    ["rooms/files/drivers/s3.ts", 'import { photon } from "../../images/drivers/photon.ts";'],
    ["rooms/files/driver.ts", 'import { S3Client } from "@aws-sdk/client-s3";'],
    ["site/home.tsx", 'import { createFileStore } from "../rooms/files/store.ts";'],
    ["services.ts", 'import { filesRoutes } from "./rooms/files/routes.ts";'],
    ["services.ts", 'import { r2 } from "./rooms/files/drivers/r2.ts";'],
    ["drivers.ts", 'import { createFilesService } from "./rooms/files/service.ts";'],
    ["jobs.ts", 'import { openServices } from "./services.ts";'],
    ["client.ts", 'import { Problem } from "./kit/problem.ts";'],
    ["services.ts", 'import { createSandbox } from "../sandbox/sandbox.ts";'],
    [
      "rooms/email/drivers/sendgrid.ts",
      'import type { Mail } from "../../../../sandbox/vendors/sendgrid/mail.ts";',
    ],
    ["sandbox/vendors/toss.ts", 'import { createWorld } from "../../src/platform/world.ts";'],
    ["sandbox/vendors/toss.ts", 'import type { Donation } from "../../src/rooms/payments/schema.ts";'],
    ["sandbox/vendors/toss.ts", 'import { readFileSync } from "node:fs";'],
    ["sandbox/sandbox.ts", 'import { startSandbox } from "./server.ts";'],
    ["sandbox/browser/list.ts", 'import { createSandbox } from "../sandbox.ts";'],
    ["sandbox/inbox/page.ts", 'import { createList } from "../browser/list.ts";'],
    ["sandbox/server.ts", 'import { createWorld } from "../src/platform/world.ts";'],
    ["lib/anything.ts", 'import { z } from "zod";'],
  ])("in %s: %s", (path, text) => {
    expect(importFaults({ path, text })).toHaveLength(1);
  });

  it("over several lines", () => {
    const text = 'import {\n  type FileRow,\n  createFileStore,\n} from "./store.ts";';
    expect(importFaults({ path: "rooms/files/routes.ts", text })).toHaveLength(1);
  });
});

describe("what the table allows passes", () => {
  it.each([
    ["rooms/images/service.ts", 'import type { FilesService } from "../files/service.ts";'],
    ["rooms/files/routes.ts", 'import { type FileRow, type Page } from "./store.ts";'],
    ["rooms/files/drivers/r2.ts", 'import { parts } from "./r2/parts.ts";'],
    ["rooms/files/drivers/s3.ts", 'import { AwsClient } from "aws4fetch";'],
    ["sandbox/vendors/toss.ts", 'import type { Text } from "../../src/kit/problem.ts";'],
    ["sandbox/server.ts", 'import { createServer } from "node:http";'],
    ["sandbox/browser/list.ts", 'import type { Summary } from "../control/live.ts";'],
    ["kit/money.ts", 'const quoted = `import { Hono } from "hono";`;'],
  ])("in %s: %s", (path, text) => {
    expect(importFaults({ path, text })).toEqual([]);
  });
});

describe("a planted fault is found", () => {
  it.each([
    ["kit/utils.ts", ""],
    ["rooms/files/helpers.ts", ""],
    ["rooms/files/index.ts", ""],
    ["kit/moneyBag.ts", ""],
    ["kit/long.ts", "\n".repeat(251)],
    ["rooms/email/drivers/sendgrid.ts", 'await fetch("https://api.sendgrid.com");'],
    ["rooms/email/drivers/sendgrid.ts", "const send = (url: string) => fetch(url);"],
    ["sandbox/helpers.ts", ""],
    ["sandbox/long.ts", "\n".repeat(251)],
    ["rooms/email/service.ts", "const id = globalThis.fetch;"],
    ["rooms/email/service.ts", "const sentAt = Date.now();"],
    ["rooms/email/service.ts", "const sentAt = new Date();"],
    ["rooms/email/service.ts", "const token = Math.random();"],
    ["rooms/email/service.ts", "const token = crypto.randomUUID();"],
  ])("in %s: %s", (path, text) => {
    expect(houseFaults({ path, text })).toHaveLength(1);
  });

  it.each([
    ["platform/world.ts", "const now = () => Date.now();"],
    ["client.ts", "await fetch(url);"],
    ["sandbox/sandbox.ts", "const now = Date.now;"],
    ["rooms/email/service.ts", "await world.fetch(url); // never fetch(url)"],
    ["rooms/email/service.ts", "const day = new Date(world.now());"],
    ["kit/world.ts", "  fetch(input: string): Promise<Response>;"],
  ])("and nothing in %s: %s", (path, text) => {
    expect(houseFaults({ path, text })).toEqual([]);
  });
});

describe("a driver without its fuse is found", () => {
  const driver = {
    path: "rooms/email/drivers/cloudflare-email.ts",
    text: "export const cloudflareEmail = defineDriver<EmailDriver>()({});",
  };
  const wired = 'import { cloudflareEmail } from "./rooms/email/drivers/cloudflare-email.ts";';
  const fuse = "email: { drivers: { smtp, cloudflareEmail } }";
  const fuseBox = (text: string) => ({ path: "drivers.ts", text });

  it("when the fuse box does not import it", () => {
    expect(driverFaults([driver, fuseBox(fuse)])).toEqual([`${driver.path} is not in the fuse box`]);
  });

  it("when the fuse box imports it and leaves it lying", () => {
    expect(driverFaults([driver, fuseBox(wired)])).toEqual(["cloudflareEmail has no fuse"]);
  });

  it("when its export has another name than its file", () => {
    const renamed = { ...driver, text: driver.text.replace("cloudflareEmail", "email") };
    expect(driverFaults([renamed, fuseBox(`${wired} ${fuse}`)])).toHaveLength(1);
  });

  it("when its fuse is that of a driver of the same name in another room", () => {
    const renamed = wired.replace("{ cloudflareEmail }", "{ cloudflareEmail as another }");
    expect(driverFaults([driver, fuseBox(`${renamed} ${fuse}`)])).toEqual(["cloudflareEmail has no fuse"]);
    const named = fuse.replace("cloudflareEmail", "cloudflareEmail: another");
    expect(driverFaults([driver, fuseBox(`${renamed} ${named}`)])).toEqual([]);
  });

  it("and nothing is found when all three agree", () => {
    expect(driverFaults([driver, fuseBox(`${wired} ${fuse}`)])).toEqual([]);
  });
});

describe("a way to change the audit log is found", () => {
  const store = "rooms/security/audit-store.ts";
  it.each([
    ["rooms/email/store.ts", 'database.query.updateTable("audit_log").set({ actor: "me" })'],
    ["rooms/email/store.ts", 'database.query.deleteFrom("audit_log")'],
    ["rooms/email/store.ts", "sql`delete from audit_log`"],
    ["platform/sweep.ts", "database.query.deleteFrom(table)"],
    ["platform/sweep.ts", 'database.query.updateTable("audit_" + name)'],
    [store, 'database.query.deleteFrom("audit_log")'],
    [store, 'insertOrUpdate(database, "audit_log", row, ["id"], change)'],
    [store, 'query.insertInto("audit_log").values(row).onConflict((conflict) => conflict.doNothing())'],
    [store, "sql`update audit_log set actor = 'me'`"],
  ])("in %s: %s", (path, text) => {
    expect(auditFaults([{ path, text }])).not.toEqual([]);
  });

  it.each([
    "update audit_log set actor = 'x'",
    "DELETE FROM `audit_log`",
    "drop table audit_log;",
    "truncate audit_log",
  ])("in a migration: %s", (text) => {
    expect(auditMigrationFaults([{ path: "d1/0099_x.sql", text }])).toHaveLength(1);
  });
});
