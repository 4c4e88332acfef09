import * as real from "node:crypto";
import { checkPbkdf2, checkScrypt } from "./crypto.ts";

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

export const scrypt = ((...given: [never, never, number, real.ScryptOptions | (() => void), never]) => {
  checkScrypt(typeof given[3] === "object" ? given[3] : {});
  real.scrypt(...(given as Parameters<typeof real.scrypt>));
}) as typeof real.scrypt;

export const scryptSync: typeof real.scryptSync = (...given) => {
  checkScrypt(given[3]);
  return real.scryptSync(...given);
};

export default { ...real, pbkdf2, pbkdf2Sync, scrypt, scryptSync };
