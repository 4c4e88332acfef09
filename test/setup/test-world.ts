import { createSandbox, type Sandbox } from "../../sandbox/sandbox.ts";
import type { World } from "../../src/kit/world.ts";
import { currentEvent } from "../../src/platform/event.ts";
import { createWorld } from "../../src/platform/world.ts";

/** Where a test world has its sandbox: the default of SANDBOX_ORIGIN. */
export const sandboxOrigin = "http://localhost:8788";

/**
 * A world whose clock a test can put forward, whose log and deferred work it can look at, and whose vendors live in a
 * sandbox of its own.
 */
export interface TestWorld extends World {
  /** Answers whatever is fetched from `sandboxOrigin`; its clock is the world's. */
  readonly sandbox: Sandbox;
  /** Which port of loopback stands for a host's, such as `smtp.gmail.com:465`; no other is reached. */
  readonly tcpPorts: Map<string, number>;
  /** Puts the clock forward by so many milliseconds. */
  advance(milliseconds: number): void;
  /** Waits for all deferred work, also for what that has deferred; throws what it threw. */
  settle(): Promise<void>;
  /** `request` is the id of the event that a line belongs to, as the real log has it. */
  readonly logged: {
    level: string;
    event: string;
    fields: Record<string, unknown>;
    request: string | undefined;
  }[];
}

const nobodyListens = 9;

export function createTestWorld(): TestWorld {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const sandbox = createSandbox({ now });
  const real = createWorld();
  const tcpPorts = new Map<string, number>();
  const deferred: Promise<unknown>[] = [];
  const logged: TestWorld["logged"] = [];
  const write =
    (level: string) =>
    (event: string, fields: Record<string, unknown> = {}) =>
      void logged.push({ level, event, fields, request: currentEvent()?.id });
  return {
    ...real,
    sandbox,
    fetch(input, init) {
      const { origin } = new URL(input instanceof Request ? input.url : input);
      return origin === sandboxOrigin ? sandbox.fetch(new Request(input, init)) : real.fetch(input, init);
    },
    tcpPorts,
    connect: (address, options) =>
      knownAs(
        address.replace(/:\d+$/, ""),
        real.connect(`127.0.0.1:${tcpPorts.get(address) ?? nobodyListens}`, options),
      ),
    now,
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
    defer: (task) => void deferred.push(task),
    settle: async () => {
      while (deferred.length > 0) await Promise.all(deferred.splice(0));
    },
    log: { info: write("info"), warn: write("warn"), error: write("error") },
    logged,
  };
}

/** A socket whose other end has to prove that it is this host. */
function knownAs(host: string, socket: Socket): Socket {
  return new Proxy(socket, {
    get(_, name) {
      if (name === "startTls") return () => socket.startTls({ expectedServerHostname: host });
      const value = Reflect.get(socket, name, socket);
      return typeof value === "function" ? value.bind(socket) : value;
    },
  });
}
