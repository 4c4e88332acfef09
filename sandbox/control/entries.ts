import { Hono } from "hono";
import * as z from "zod";
import { sandboxKey } from "../fault-board.ts";
import { entryKinds } from "../journal.ts";
import type { Sandbox } from "../sandbox.ts";
import { vendorNames } from "../vendors.ts";
import { notFound } from "./answers.ts";

const filter = z.object({
  key: sandboxKey.optional(),
  vendor: z.enum(vendorNames).optional(),
  kind: z.enum(entryKinds).optional(),
});

/** `GET` lists what happened, `GET /:id` shows one thing, `GET /:id/html` a mail as it looks; `DELETE ?key=` forgets. */
export function entriesApp(sandbox: Sandbox): Hono {
  const find = (id: string) => sandbox.entries().find((entry) => entry.id === id);
  return new Hono()
    .get("/", (c) => c.json({ entries: sandbox.entries(filter.parse(c.req.query())) }))
    .delete("/", (c) => {
      sandbox.clear(filter.parse(c.req.query()).key);
      return c.body(null, 204);
    })
    .get("/:id", (c) => {
      const entry = find(c.req.param("id"));
      return entry ? c.json(entry) : notFound(c);
    })
    .get("/:id/html", (c) => {
      const html = find(c.req.param("id"))?.html;
      return html === undefined ? notFound(c) : mailDocument(html);
    });
}

/** A mail may look as it likes and do nothing: no scripts, no forms, nothing from the network but this machine's pictures. */
const mailPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src data: http://localhost:* http://127.0.0.1:*",
  "frame-ancestors 'self'",
  "sandbox allow-popups allow-popups-to-escape-sandbox",
].join("; ");

/** Links open beside the inbox: a `base` in front of everything ends up in the mail's own head. */
function mailDocument(html: string): Response {
  return new Response(`<!doctype html><base target="_blank">${html}`, {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": mailPolicy,
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
    },
  });
}
