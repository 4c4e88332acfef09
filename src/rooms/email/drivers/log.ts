import * as z from "zod";
import { defineDriver } from "../../../kit/driver.ts";
import type { EmailDriver } from "../driver.ts";
import { fillSlots } from "../slots.ts";

/** For development without any key: e-mails are read in the log. Nothing else opens it, because they hold personal data. */
export const log = defineDriver<EmailDriver>()({
  settings: z.object({ ENVIRONMENT: z.literal("development") }),
  open: (_, world) => ({
    name: "log",
    mostRecipients: 100,
    dailyLimit: null,
    async send(mailing) {
      for (const recipient of mailing.recipients) {
        const { subject, text } = fillSlots(mailing, recipient);
        world.log.info("email", { id: recipient.id, to: recipient.to.email, subject, text });
      }
      return mailing.recipients.map(() => ({ outcome: "taken", vendorId: null }));
    },
    lookUp: async () => "unknown",
  }),
});
