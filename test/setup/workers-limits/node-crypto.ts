import * as real from "node:crypto";
import { checkPbkdf2 } from "./crypto.ts";

/** What the house gets for `node:crypto` in tests: the same, within the limits of Workers. */
export * from "node:crypto";

export const pbkdf2 = ((...given: Parameters<typeof real.pbkdf2>) => {
  checkPbkdf2(given[2]);
  real.pbkdf2(...given);
}) as typeof real.pbkdf2;

export const pbkdf2Sync: typeof real.pbkdf2Sync = (...given) => {
  checkPbkdf2(given[2]);
  return real.pbkdf2Sync(...given);
};

export default { ...real, pbkdf2, pbkdf2Sync };
