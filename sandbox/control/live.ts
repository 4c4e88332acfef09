import type { Entry } from "../journal.ts";
import type { Happening, Sandbox } from "../sandbox.ts";

/** An entry as a list shows it, without what can be large. */
export type Summary = Omit<Entry, "raw" | "html" | "text">;

/** Milliseconds between signs of life, by which a connection that is gone is noticed. */
const heartbeat = 15_000;

/**
 * What happens, as Server-Sent Events: first a `list` of everything there is, then each `entry` that is new or has
 * changed, `faults` when they change, and a `list` again when entries were cleared.
 */
export function streamOf(sandbox: Sandbox, signal: AbortSignal): Response {
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(new TextEncoder().encode(text));
      const unwatch = sandbox.watch((happening) => send(messageOf(sandbox, happening)));
      const timer = setInterval(() => send(": still here\n\n"), heartbeat);
      stop = () => {
        unwatch();
        clearInterval(timer);
      };
      signal.addEventListener("abort", stop);
      send(event("list", everything(sandbox)));
    },
    cancel: () => stop(),
  });
  return new Response(body, {
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" },
  });
}

function messageOf(sandbox: Sandbox, happening: Happening): string {
  switch (happening.type) {
    case "entry":
      return event("entry", summaryOf(happening.entry));
    case "faults":
      return event("faults", sandbox.faults.list());
    case "cleared":
      return event("list", everything(sandbox));
    case "webhook":
      // Its entry has been told already.
      return "";
  }
}

function everything(sandbox: Sandbox) {
  return { entries: sandbox.entries().map(summaryOf), faults: sandbox.faults.list() };
}

function summaryOf({ raw: _, html: __, text: ___, ...summary }: Entry): Summary {
  return summary;
}

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
