import { connect } from "cloudflare:sockets";
import { waitUntil } from "cloudflare:workers";
import type { Log, World } from "../kit/world.ts";
import { currentEvent } from "./event.ts";

/** The world as it is on Cloudflare. */
export function createWorld(): World {
  return {
    fetch: (input, init) => fetch(input, init),
    browserUrl: (url) => url,
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

/** A UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then what a random UUID has behind its version. */
export function newId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
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
