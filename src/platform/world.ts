import { connect } from "cloudflare:sockets";
import { waitUntil } from "cloudflare:workers";
import type { Log, World } from "../kit/world.ts";
import { currentEvent } from "./event.ts";

/** The world as it is on Cloudflare. */
export function createWorld(): World {
  return {
    fetch: (input, init) => fetch(input, init),
    connect: (address, options) => connect(address, options),
    now: () => Date.now(),
    newId,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    log: createLog(),
    defer: (task) => {
      currentEvent()?.deferred.push(task);
      waitUntil(task);
    },
  };
}

/** A UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then randomness. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  const now = Date.now();
  view.setUint32(0, Math.floor(now / 0x10000));
  view.setUint16(4, now % 0x10000);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  let id = "";
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) id += "-";
    id += (bytes[i] as number).toString(16).padStart(2, "0");
  }
  return id;
}

function createLog(): Log {
  const write =
    (level: "info" | "warn" | "error") =>
    (event: string, fields: Record<string, unknown> = {}) => {
      const request = currentEvent()?.id;
      console[level](JSON.stringify({ level, event, ...(request && { request }), ...fields }, errorAsText));
    };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}

/** Errors have no enumerable fields; JSON would show `{}`. */
function errorAsText(_: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return {
    name: value.name,
    message: value.message,
    stack: value.stack,
    ...(value.cause !== undefined && { cause: value.cause }),
  };
}
