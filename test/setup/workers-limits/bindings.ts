import { connected, counted, limitMethods } from "./calls.ts";

const statement = ["first", "run", "all", "raw"];
const bucket = ["head", "get", "put", "delete", "list", "createMultipartUpload"];
const multipart = ["uploadPart", "complete", "abort"];

/**
 * Counts what goes through bindings, on the prototypes of the real ones: whatever is made of them is limited too. A
 * `batch` is one call, however many statements it has. Hyperdrive's sockets are not seen.
 */
export function limitBindings(bindings: object): void {
  for (const binding of Object.values(bindings)) {
    if (has(binding, "prepare", "withSession")) limitD1(binding as D1Database);
    if (has(binding, "createMultipartUpload")) limitR2(binding as R2Bucket);
    if (has(binding, "sendBatch")) limitMethods(prototypeOf(binding), ["send", "sendBatch"], connected);
  }
  limitMethods(Cache.prototype, ["match", "put", "delete"], connected);
}

/** `fetch` of the global scope, which is what the house's world calls. */
export function limitFetch(): void {
  const real = globalThis.fetch as (...given: unknown[]) => Promise<unknown>;
  globalThis.fetch = connected(real) as typeof fetch;
}

function limitD1(database: D1Database): void {
  limitMethods(prototypeOf(database.prepare("SELECT 1")), statement, counted);
  limitMethods(prototypeOf(database), ["batch", "exec"], counted);
}

function limitR2(store: R2Bucket): void {
  limitMethods(prototypeOf(store), bucket, connected);
  limitMethods(prototypeOf(store.resumeMultipartUpload("any", "any")), multipart, connected);
}

function has(binding: unknown, ...methods: string[]): binding is object {
  return (
    typeof binding === "object" &&
    binding !== null &&
    // A stub of another Worker answers to every name.
    methods.every((name) => name in prototypeOf(binding))
  );
}

function prototypeOf(binding: object): object {
  return Object.getPrototypeOf(binding);
}
