import { vendorUnavailable } from "../kit/vendor-problem.ts";
import type { World } from "../kit/world.ts";

/** Milliseconds that a sandbox which runs may take to say so. */
const patience = 2000;

/**
 * The same world, but every address in it leads to a sandbox: `https://api.vendor.com/v1/x` is asked for at
 * `<origin>/api.vendor.com/v1/x`, by us and by browsers alike.
 */
export function sandboxWorld(world: World, origin: string): World {
  return {
    ...world,
    browserUrl: (url) => inside(origin, url),
    // To nobody but this machine: the sandbox itself speaks HTTP alone.
    connect: (address, options) => world.connect(address.replace(/^.*:/, "127.0.0.1:"), options),
    async fetch(input, init) {
      try {
        return await world.fetch(redirected(origin, input), init);
      } catch (error) {
        if (isAbort(error, init) || (await answers(world, origin))) throw error;
        throw vendorUnavailable({ detail: notStarted, cause: { vendor: "sandbox", reason: "not started" } });
      }
    },
  };
}

function inside(origin: string, address: string): string {
  const { host, pathname, search, hash } = new URL(address);
  return `${origin}/${host}${pathname}${search}${hash}`;
}

function redirected(origin: string, input: string | URL | Request): string | Request {
  return input instanceof Request
    ? new Request(inside(origin, input.url), input)
    : inside(origin, String(input));
}

function isAbort(error: unknown, init: RequestInit | undefined): boolean {
  return init?.signal?.aborted === true || (error instanceof Error && error.name === "AbortError");
}

/** A sandbox that breaks a connection on purpose still answers this. */
async function answers(world: World, origin: string): Promise<boolean> {
  try {
    const response = await world.fetch(`${origin}/_sandbox/health`, {
      signal: AbortSignal.timeout(patience),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

const notStarted = {
  ko: "개발용 외부 서비스(샌드박스)가 켜져 있지 않습니다. `npm run dev`로 시작하면 함께 켜집니다.",
  en: "The sandbox that stands for outside services does not run. `npm run dev` starts it.",
};
