/** Starts the sandbox by itself: `node sandbox/main.ts`, or `SANDBOX_PORT=9000 node sandbox/main.ts`. Ends with a signal. */
import { startSandbox } from "./server.ts";

const port = Number(process.env.SANDBOX_PORT ?? 8788);
const { url, close } = await startSandbox({ port, mode: "posted" });
console.log(`The sandbox runs at ${url}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, close);
