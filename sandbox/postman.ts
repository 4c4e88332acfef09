import type { Sandbox } from "./sandbox.ts";
import type { Webhook } from "./webhooks.ts";

/** How webhooks are posted; everything has its default. */
export interface PostmanOptions {
  fetch?: typeof fetch;
  /** Milliseconds before each attempt after the first; when they are used up the webhook has failed. */
  pauses?: readonly number[];
}

/** Milliseconds in which the webhooks of one request come together, so that their order can be changed. */
const gathering = 30;
/** Milliseconds that a receiver may take. */
const patience = 10_000;
const local = ["localhost", "127.0.0.1", "[::1]"];

/** Posts what the vendors of a sandbox want to tell us, with growing pauses while it is not taken. @returns a way to stop. */
export function startPostman(sandbox: Sandbox, options: PostmanOptions = {}): () => void {
  const { pauses = [1000, 3000, 10_000, 30_000] } = options;
  const post = options.fetch ?? fetch;
  const stopped = new AbortController();
  const called = new Set<string>();

  async function deliver(key: string, webhook: Webhook): Promise<void> {
    const settle = (state: "delivered" | "retrying" | "failed", detail: string) =>
      sandbox.settleWebhook(key, webhook.id, state, detail);
    for (let attempt = 0; !stopped.signal.aborted; attempt++) {
      const { taken, detail } = await attemptOnce(post, webhook, stopped.signal);
      const pause = pauses[attempt];
      if (taken) return settle("delivered", detail);
      if (pause === undefined || !isLocal(webhook.url)) return settle("failed", detail);
      settle("retrying", detail);
      await sleep(pause, stopped.signal);
    }
  }

  async function collect(key: string): Promise<void> {
    await sleep(gathering, stopped.signal);
    called.delete(key);
    if (stopped.signal.aborted) return;
    // One after the other, for as long as they are taken at once: the order is part of what is tried.
    for (const webhook of sandbox.takeWebhooks(key)) await Promise.race([deliver(key, webhook), sleep(500)]);
  }

  const unwatch = sandbox.watch((happening) => {
    if (happening.type !== "webhook" || called.has(happening.key)) return;
    called.add(happening.key);
    void collect(happening.key);
  });
  return () => {
    unwatch();
    stopped.abort();
  };
}

async function attemptOnce(post: typeof fetch, { url, headers, body }: Webhook, stopped: AbortSignal) {
  if (!isLocal(url)) return { taken: false, detail: "only this machine is called" };
  try {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(patience)]);
    const response = await post(url, { method: "POST", headers, body, redirect: "manual", signal });
    await response.body?.cancel();
    return { taken: response.ok, detail: `HTTP ${response.status}` };
  } catch (error) {
    const late = error instanceof Error && error.name === "TimeoutError";
    return { taken: false, detail: late ? "no answer" : "no connection" };
  }
}

/** A sandbox calls nobody outside. */
function isLocal(url: string): boolean {
  return local.includes(new URL(url).hostname);
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
}
