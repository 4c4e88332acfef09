/** Lets so many tasks run at once and makes the others wait in line; who gives up waiting leaves the line. */
export function createGate(places: number) {
  let free = places;
  const line: (() => void)[] = [];

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        line.splice(line.indexOf(admit), 1);
        reject(signal.reason);
      };
      const admit = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      line.push(admit);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  return async function pass<Result>(task: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    await enter(signal);
    try {
      return await task();
    } finally {
      const next = line.shift();
      if (next) next();
      else free += 1;
    }
  };
}
