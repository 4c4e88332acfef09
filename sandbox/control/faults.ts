import { Hono } from "hono";
import * as z from "zod";
import { anyKey, type FaultOrder } from "../fault-board.ts";
import type { Sandbox } from "../sandbox.ts";
import { vendorNames } from "../vendors.ts";
import { json } from "./answers.ts";

const place = z.object({ key: anyKey, vendor: z.enum(vendorNames).optional() });

/** `GET` lists what is switched on, `POST` switches on, `DELETE ?key=&vendor=` off. */
export function faultsApp(sandbox: Sandbox): Hono {
  return (
    new Hono()
      .get("/", (c) => c.json({ faults: sandbox.faults.list() }))
      // `set` checks what it is given.
      .post("/", async (c) => c.json(sandbox.faults.set((await json(c)) as FaultOrder)))
      .delete("/", (c) => {
        const { key, vendor } = place.parse(c.req.query());
        sandbox.faults.clear(key, vendor);
        return c.body(null, 204);
      })
  );
}
