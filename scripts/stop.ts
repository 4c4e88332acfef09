/** Who has started us; it may be gone before anybody asks. */
const parent = process.ppid;
/** Milliseconds between two looks at who our parent is. */
const glance = 500;

/**
 * Calls `stop` when somebody wants this program to end. npm hands a signal to the shell that it has put between us, which
 * dies of it without telling us; then we have another parent.
 */
export function onStop(stop: (signal: NodeJS.Signals) => void): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(signal));
  if (process.env.npm_lifecycle_event === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop("SIGTERM");
  }, glance);
  timer.unref();
}
