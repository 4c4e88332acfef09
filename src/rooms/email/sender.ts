import * as z from "zod";
import { mailbox } from "./schema.ts";

/** `noreply@tov.or.kr`, or with a name before it: `TOV <noreply@tov.or.kr>`. */
export const sender = z
  .string()
  .transform((text): unknown => {
    const [, name, email = text.trim()] = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(text) ?? [];
    return name ? { email, name } : { email };
  })
  .pipe(mailbox);
