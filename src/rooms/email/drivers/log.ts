import * as z from "zod";
import { defineDriver } from "../../../kit/driver.ts";
import type { EmailDriver } from "../driver.ts";

/** For development without any key: e-mails are read in the log. Nothing else opens it, because they hold personal data. */
export const log = defineDriver<EmailDriver>()({
  settings: z.object({ ENVIRONMENT: z.literal("development") }),
  open: (_, world) => ({
    name: "log",
    async send({ id, to, subject, text }) {
      world.log.info("email", { id, to: to.email, subject, text });
      return { vendorId: null };
    },
  }),
});
