import type { Fault, FaultKind } from "./fault-board.ts";
import type { Vendor } from "./vendor.ts";

/** The connection is gone, as `fetch` reports it: with a TypeError. A server ends the socket instead. */
export class BrokenConnection extends TypeError {
  override readonly name = "TypeError";
}

interface Scene {
  fault: Fault;
  vendor: Vendor;
  signal: AbortSignal;
  /** Lets the vendor do what it was asked. */
  work(): Promise<Response>;
}

/** Milliseconds after which even a hanging connection ends, so that nothing leaks. */
const longestSilence = 60_000;

/** Answers as a vendor that fails in this way, or not at all. */
export function misbehave(scene: Scene): Promise<Response> {
  return acts[scene.fault.fault](scene);
}

const acts: Record<FaultKind, (scene: Scene) => Promise<Response>> = {
  async delay({ fault, signal, work }) {
    await pause(fault.ms, signal);
    return work();
  },
  hang: ({ signal }) => silence(signal),
  unreachable: async () => {
    throw new BrokenConnection("fetch failed");
  },
  refuse: async ({ vendor }) => vendor.refusals.refuse(),
  deny: async ({ vendor }) => vendor.refusals.deny(),
  "too-many": async ({ vendor, fault }) => {
    const response = vendor.refusals.tooMany();
    response.headers.set("Retry-After", String(fault.seconds));
    return response;
  },
  broken: async ({ vendor }) => vendor.refusals.broken(),
  malformed: async () =>
    new Response('{"result": [{"id": "unfini', { headers: { "Content-Type": "application/json" } }),
  reset: async ({ work }) => brokenOff(await work()),
  "timeout-after-effect": async ({ work, signal }) => {
    await (await work()).body?.cancel();
    return silence(signal);
  },
};

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}

async function silence(signal: AbortSignal): Promise<never> {
  await pause(longestSilence, signal);
  throw new BrokenConnection("terminated");
}

/** The same answer, which ends after half of its body; of a body that is empty, one space arrives. */
async function brokenOff(response: Response): Promise<Response> {
  const whole = new Uint8Array(await response.arrayBuffer());
  const half = whole.length > 0 ? whole.slice(0, Math.ceil(whole.length / 2)) : new Uint8Array([0x20]);
  if ([204, 205, 304].includes(response.status)) throw new BrokenConnection("terminated");
  let sent = false;
  const body = new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new BrokenConnection("terminated"));
      else controller.enqueue(half);
      sent = true;
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
