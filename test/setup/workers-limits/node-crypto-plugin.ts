import { resolve } from "node:path";
import type { Plugin } from "vite";

const limited = resolve(import.meta.dirname, "node-crypto.ts");
const others = /\/(node_modules|workers-limits\/node-crypto)/;

/** Gives house and tests `node:crypto` as Workers limit it: a built-in module cannot be replaced from outside, nor resolved. */
export function limitedNodeCrypto(): Plugin {
  return {
    name: "limited-node-crypto",
    enforce: "pre",
    transform: (code, id) =>
      others.test(id) ? undefined : code.replaceAll('from "node:crypto"', `from ${JSON.stringify(limited)}`),
  };
}
