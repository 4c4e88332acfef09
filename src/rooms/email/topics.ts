import * as z from "zod";
import { defineTopic } from "../../kit/topic.ts";

/** An e-mail is to be handed to a vendor. `turn` counts how often it had to wait, for its quota or for an answer. */
export const deliverEmail = defineTopic(
  "email.deliver",
  z.object({ email: z.uuid(), turn: z.number().int().default(0) }),
);

const turn = z.object({ batch: z.uuid(), turn: z.number().int() });

/** Recipients of a batch are to be recorded. */
export const prepareBatch = defineTopic("email.prepare-batch", turn);

/** E-mails of a batch are to be handed to a vendor. */
export const sendBatch = defineTopic("email.send-batch", turn);
