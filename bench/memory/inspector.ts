import { setTimeout as sleep } from "node:timers/promises";

/** Bytes that an isolate holds, as V8 counts them, garbage included: objects, and buffers and WebAssembly memories beside them. */
export interface Sample {
  heap: number;
  buffers: number;
}

interface HeapUsage {
  usedSize: number;
  backingStorageSize?: number;
}

/** Looks into a Worker by the Chrome DevTools protocol. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result: unknown };
      if (id !== undefined) this.#waiting.get(id)?.(result);
    });
  }

  /** @param url where the inspector listens; its `/json` lists what there is to look into. */
  static async attach(url: string): Promise<Inspector> {
    const [target] = (await (await fetch(`${url}/json`)).json()) as { webSocketDebuggerUrl: string }[];
    if (!target) throw new Error("There is no Worker to look into.");
    // wrangler wants an origin on this machine. The types are those of Workers, where WebSockets take no headers.
    const options = { headers: { Origin: "http://localhost" } } as unknown as string[];
    const socket = new WebSocket(target.webSocketDebuggerUrl, options);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    return new Inspector(socket);
  }

  close(): void {
    this.#socket.close();
  }

  async sample(): Promise<Sample> {
    const usage = (await this.#send("Runtime.getHeapUsage")) as HeapUsage;
    return { heap: usage.usedSize, buffers: usage.backingStorageSize ?? 0 };
  }

  /** The most that is held while something happens. */
  async peakDuring(work: () => Promise<unknown>): Promise<Sample> {
    let peak = { heap: 0, buffers: 0 };
    let done = false;
    const finished = work();
    const end = () => {
      done = true;
    };
    finished.then(end, end);
    while (!done) {
      const now = await this.sample();
      if (now.heap + now.buffers > peak.heap + peak.buffers) peak = now;
      await sleep(20);
    }
    await finished;
    return peak;
  }

  #send(method: string): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    this.#socket.send(JSON.stringify({ id, method }));
    return new Promise((resolve) => this.#waiting.set(id, resolve)).finally(() => this.#waiting.delete(id));
  }
}
