import * as z from "zod";
import { defineDriver } from "../../../kit/driver.ts";
import type { PurgeDriver } from "../driver.ts";
import { cannotPurgeBy } from "../problems.ts";

/** The Cache API: needs no account, and knows only the data centre that it is called in. */
export const local = defineDriver<PurgeDriver>()({
  settings: z.object({}),
  open: () => ({
    reach: "data-centre",
    async purge({ urls }) {
      if (!urls) throw cannotPurgeBy();
      await Promise.all(urls.map((url) => caches.default.delete(url)));
    },
  }),
});
