import { Hono } from "hono";
import * as z from "zod";
import { sandboxKey } from "../fault-board.ts";
import type { Sandbox } from "../sandbox.ts";
import { json, notFound } from "./answers.ts";

const flag = z.stringbool().optional();
const pull = z.object({ key: sandboxKey, twice: flag, reversed: flag });
const standing = z.strictObject({
  key: sandboxKey,
  twice: z.boolean().default(false),
  reversed: z.boolean().default(false),
});

/** `GET ?key=` hands out what waits, `PUT /disorder` sets in what order, `POST /:id/again` lets one wait once more. */
export function webhooksApp(sandbox: Sandbox): Hono {
  return new Hono()
    .get("/", (c) => {
      const { key, ...disorder } = pull.parse(c.req.query());
      const asked = Object.values(disorder).some((value) => value !== undefined);
      return c.json({ webhooks: sandbox.takeWebhooks(key, asked ? disorder : undefined) });
    })
    .put("/disorder", async (c) => {
      const { key, ...disorder } = standing.parse(await json(c));
      sandbox.setDisorder(key, disorder);
      return c.body(null, 204);
    })
    .post("/:id/again", (c) => (sandbox.repeatWebhook(c.req.param("id")) ? c.body(null, 202) : notFound(c)));
}
