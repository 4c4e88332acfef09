import type { ScryptOptions } from "node:crypto";
import { currentEvent } from "./event.ts";

/** workerd's `checkPbkdfIterations`, which only Cloudflare's own limits make bite. */
const mostIterations = 100_000;
/** N·r·p */
const mostCost = 2 ** 20;

/** @throws as Workers do for more iterations than they have patience for */
export function checkPbkdf2(iterations: number): void {
  if (iterations <= mostIterations) return;
  refuse(
    new DOMException(
      `Pbkdf2 failed: iteration counts above ${mostIterations} are not supported (requested ${iterations}).`,
      "NotSupportedError",
    ),
  );
}

/** @throws as Workers do for a cost (N·r·p) of more than 2^20 */
export function checkScrypt(options: ScryptOptions = {}): void {
  const N = options.N ?? options.cost ?? 16_384;
  const r = options.r ?? options.blockSize ?? 8;
  const p = options.p ?? options.parallelization ?? 1;
  if (N * r * p > mostCost) refuse(new RangeError(`Scrypt failed: cost exceeds maximum (${mostCost}).`));
}

/** Puts the limit before WebCrypto's PBKDF2; `node-crypto.ts` stands before that of Node. */
export function limitSubtle(): void {
  for (const name of ["deriveBits", "deriveKey"] as const) {
    const real = SubtleCrypto.prototype[name] as (...given: unknown[]) => Promise<unknown>;
    const limited = async function (this: SubtleCrypto, ...given: unknown[]) {
      checkPbkdf2((given[0] as { iterations?: number }).iterations ?? 0);
      return real.apply(this, given);
    };
    Object.defineProperty(SubtleCrypto.prototype, name, { value: limited, configurable: true });
  }
}

function refuse(error: Error): never {
  const event = currentEvent();
  if (event) event.fail(error);
  throw error;
}
