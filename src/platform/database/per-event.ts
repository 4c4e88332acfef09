/**
 * Keeps one thing for the event that is running (a request, a cron run, a batch of a queue): makes it when it is
 * first asked for under that name, hands out the same one after that, and closes it when the event and its deferred
 * tasks are over. Sockets need this, because Cloudflare lets none outlive the event that opened it.
 *
 * Rejects outside of an event.
 */
export type PerEvent = <T>(
  name: string,
  make: () => Promise<T>,
  close: (thing: T) => Promise<void>,
) => Promise<T>;
