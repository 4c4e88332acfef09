import { Hono } from "hono";
import * as z from "zod";
import type { OpenDesk } from "../desk.ts";
import { sandboxKey } from "../fault-board.ts";
import type { Vendor } from "../vendor.ts";
import { vendors } from "../vendors.ts";

const keyed = z.object({ key: sandboxKey });

/** `/<vendor>/…?key=`: what a vendor can be told to do besides what its API has, in the account of that key. */
export function vendorsApp(openDesk: OpenDesk): Hono {
  const app = new Hono();
  for (const { name, control } of Object.values<Vendor>(vendors)) {
    if (!control) continue;
    app.all(`/${name}/*`, async (c) => {
      const { key } = keyed.parse(c.req.query());
      return control.fetch(c.req.raw, openDesk({ key, vendor: name, bytes: 0 }));
    });
  }
  return app;
}
