import { currentEvent } from "./event.ts";

/** What Cloudflare's own workerd refuses and the open one lets pass. scrypt's limit, a cost of 2^20, both have. */
const mostIterations = 100_000;

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
