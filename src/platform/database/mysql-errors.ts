import { vendorMisconfigured, vendorUnavailable } from "../../kit/vendor-problem.ts";
import { databaseConflict } from "./problems.ts";

/** Another transaction won. The server has undone this one, so the whole of it can be tried again. */
export class LockLost extends Error {
  override readonly name = "LockLost";
}

/** What a MySQL error number means to us (MySQL 8.0 Server Error Message Reference). */
export function fromErrorNumber(number: number, cause: unknown): Error {
  if (number === duplicateKey) return databaseConflict({ cause });
  if (lockLost.has(number)) return new LockLost("The transaction lost a lock", { cause });
  if (accessDenied.has(number)) return vendorMisconfigured({ cause });
  if (unavailable.has(number)) return vendorUnavailable({ cause });
  return new Error(`The database refused a query (error ${number})`, { cause });
}

const duplicateKey = 1062;

/** 1205 lock wait timeout, 1213 deadlock. */
const lockLost = new Set([1205, 1213]);

/** 1044 and 1045 access denied, 1049 unknown database, 1698 access denied without a password. */
const accessDenied = new Set([1044, 1045, 1049, 1698]);

/**
 * 1040 too many connections, 1053 shutdown, 1129 host blocked, 1158 to 1161 network, 1203 too many connections of
 * a user, 1290 and 1836 read-only during a fail-over, 1317 interrupted, 2006 and 2013 connection lost,
 * 1927 killed (MariaDB), 3024 query took too long, 3168 server not available, 4031 disconnected for inactivity.
 */
const unavailable = new Set([
  1040, 1053, 1129, 1158, 1159, 1160, 1161, 1203, 1290, 1317, 1836, 1927, 2006, 2013, 3024, 3168, 4031,
]);
