import { currentEvent } from "./event.ts";

/** Bytes an isolate (Workers, Limits). */
const most = 128 * 1024 * 1024;
/** Bytes from which on a buffer counts. */
const large = 64 * 1024;

const known = new WeakSet<WebAssembly.Memory>();
const memories = new Set<WeakRef<WebAssembly.Memory>>();
const buffers = new Set<WeakRef<ArrayBuffer>>();
let watched: Set<WebAssembly.Memory> | null = null;
/** Bytes that were in use when that was last looked at. */
let used = 0;
/** When garbage was last collected; the clock stands still within a turn of the event loop. */
let collected = 0;

const views = ["Uint8", "Uint8Clamped", "Uint16", "Int16", "Uint32", "Int32", "Float32", "Float64"].map(
  (element) => `${element}Array`,
);

/**
 * Meters what an isolate's memory mostly goes to: every WebAssembly memory, and the large buffers that events make.
 *
 * It sees no buffers that the runtime makes (`arrayBuffer()`, chunks of streams, `slice()`, `Buffer`), no strings and objects, and
 * not that a memory has grown until something else is made or the event ends. A buffer counts until it can be collected,
 * which one that was made in the same turn of the event loop cannot be.
 */
export function meterMemory(): void {
  meter(WebAssembly, "Instance", instantiated);
  meter(WebAssembly, "Memory", remember);
  meter(globalThis, "ArrayBuffer", count);
  for (const view of views) {
    meter<ArrayBufferView<ArrayBuffer>>(globalThis, view, ({ buffer }, source) => {
      if (!(source instanceof ArrayBuffer || source instanceof SharedArrayBuffer)) count(buffer);
    });
  }
}

/** Every WebAssembly memory that is made from now on, in use or not, until somebody watches anew. */
export function watchMemories(): ReadonlySet<WebAssembly.Memory> {
  const made = new Set<WebAssembly.Memory>();
  watched = made;
  return made;
}

/** @throws when the isolate would be over its limit */
export function checkMemory(): void {
  if (used > most / 2) collectGarbage();
  used =
    sumOf(memories, (memory) => memory.buffer.byteLength) + sumOf(buffers, (buffer) => buffer.byteLength);
  if (used <= most) return;
  const error = new Error(`memory limit: ${Math.ceil(used / 1e6)} MB in an isolate of 128.`);
  const event = currentEvent();
  if (event) event.fail(error);
  throw error;
}

/** Lets go of what earlier events have left: in a turn of its own, as each keeps what it has looked at. */
export async function forgetGarbage(): Promise<void> {
  if (used <= most / 2) return;
  await scheduler.wait(1);
  collectGarbage();
}

/** Before anything is looked at: a turn keeps what it has looked at, and collects nothing of it. */
function collectGarbage(): void {
  if (collected === Date.now()) return;
  collected = Date.now();
  // There when the tests' workerd is started with it.
  (globalThis as { gc?: () => void }).gc?.();
}

function instantiated({ exports }: WebAssembly.Instance): void {
  for (const value of Object.values(exports)) if (value instanceof WebAssembly.Memory) remember(value);
}

/** Replaces a global constructor by itself with somebody who sees what it makes, and of what. */
function meter<Made>(owner: object, name: string, seen: (made: Made, source: unknown) => void): void {
  const value = new Proxy(Reflect.get(owner, name), {
    construct(target, given, newTarget) {
      const made = Reflect.construct(target, given, newTarget);
      seen(made, given[0]);
      return made;
    },
  });
  Object.defineProperty(owner, name, { value, writable: true, configurable: true });
}

function remember(memory: WebAssembly.Memory): void {
  // One that is made first and given to an instance comes by twice.
  if (known.has(memory)) return;
  known.add(memory);
  memories.add(new WeakRef(memory));
  watched?.add(memory);
  used += memory.buffer.byteLength;
  checkMemory();
}

function count(buffer: ArrayBuffer): void {
  if (buffer.byteLength < large || !currentEvent()) return;
  buffers.add(new WeakRef(buffer));
  used += buffer.byteLength;
  checkMemory();
}

function sumOf<Thing extends object>(things: Set<WeakRef<Thing>>, bytesOf: (thing: Thing) => number): number {
  let sum = 0;
  for (const reference of things) {
    const thing = reference.deref();
    if (thing) sum += bytesOf(thing);
    else things.delete(reference);
  }
  return sum;
}
