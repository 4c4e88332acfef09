import * as z from "zod";
import { defineTopic } from "../../kit/topic.ts";

/** An e-mail is to be handed to a vendor. `turn` counts how often it had to wait, for its quota or for an answer. */
export const deliverEmail = defineTopic(
  "email.deliver",
  z.object({ email: z.uuid(), turn: z.number().int().default(0) }),
);

/** A batch is to go on: recipients are to be recorded, or e-mails handed to a vendor. Each turn is recorded once. */
export const goOnWithBatch = defineTopic(
  "email.batch",
  z.object({ batch: z.uuid(), turn: z.number().int() }),
);
