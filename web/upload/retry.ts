import { Failure } from "../failure.ts";

export interface Retrying {
  signal: AbortSignal;
  /** Told when the network is gone, and when it is back. */
  connected(online: boolean): void;
}

const ATTEMPTS = 6;

/**
 * Tries until it works, gives up on what will not get better, and waits for the network while it is gone: being offline
 * counts as no attempt.
 */
export async function retry<Result>(
  task: () => Promise<Result>,
  { signal, connected }: Retrying,
): Promise<Result> {
  for (let failures = 0; ; ) {
    try {
      return await task();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Failure) || !error.isTemporary) throw error;
      if (!navigator.onLine) {
        connected(false);
        await networkIsBack(signal);
        connected(true);
      } else if (++failures === ATTEMPTS) {
        throw error;
      } else {
        await pause(error.retryAfter === undefined ? backoff(failures) : error.retryAfter * 1000, signal);
      }
    }
  }
}

/** Milliseconds: full jitter below a ceiling that doubles, so that those who failed together do not come back together. */
function backoff(failures: number): number {
  return Math.random() * Math.min(20_000, 500 * 2 ** failures);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return waitFor((done) => {
    const timer = setTimeout(done, milliseconds);
    return () => clearTimeout(timer);
  }, signal);
}

function networkIsBack(signal: AbortSignal): Promise<void> {
  return waitFor((done) => {
    addEventListener("online", done);
    return () => removeEventListener("online", done);
  }, signal);
}

/** Resolves when `arm` calls back; rejects on abort. Either way what was armed is taken down. */
function waitFor(arm: (done: () => void) => () => void, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const disarm = arm(resolve);
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort);
  return promise.finally(() => {
    signal.removeEventListener("abort", abort);
    disarm();
  });
}
