import * as z from "zod";
import { defineTopic } from "../../kit/topic.ts";

/** An e-mail is to be handed to a vendor. */
export const deliverEmail = defineTopic("email.deliver", z.object({ email: z.uuid() }));
