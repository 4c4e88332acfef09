import { Hono } from "hono";
import { broken, keepStrangersOut, notFound } from "./control/answers.ts";
import { entriesApp } from "./control/entries.ts";
import { faultsApp } from "./control/faults.ts";
import { streamOf } from "./control/live.ts";
import { vendorsApp } from "./control/vendors.ts";
import { webhooksApp } from "./control/webhooks.ts";
import type { OpenDesk } from "./desk.ts";
import type { Sandbox } from "./sandbox.ts";

/** What a sandbox is asked over HTTP, at `/_sandbox/…`: JSON in and out, 400 with the reasons for what makes no sense. */
export function createControl(sandbox: Sandbox, openDesk: OpenDesk): (request: Request) => Promise<Response> {
  const app = new Hono()
    .basePath("/_sandbox")
    .use(keepStrangersOut)
    .get("/health", (c) => c.json({ status: "ok" }))
    .get("/live", (c) => streamOf(sandbox, c.req.raw.signal))
    .route("/faults", faultsApp(sandbox))
    .route("/webhooks", webhooksApp(sandbox))
    .route("/entries", entriesApp(sandbox))
    .route("/", vendorsApp(openDesk));
  app.onError(broken);
  app.notFound(notFound);
  return async (request) => app.fetch(request);
}
