import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { ReadableStream } from "node:stream/web";
import { setTimeout as sleep } from "node:timers/promises";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { BrokenConnection } from "../misbehave.ts";

type Answer = (request: Request) => Promise<Response>;

/** Somebody else has the port. */
export class PortTaken extends Error {
  override readonly name = "PortTaken";
}

/**
 * Serves on both of localhost's addresses, where there are two, and on no other. An answer that is a broken connection
 * ends the socket before any byte.
 */
export async function listen(port: number, answer: Answer): Promise<{ url: string; close(): Promise<void> }> {
  const listener = listenerFor(answer);
  const first = await open(listener, port, "127.0.0.1");
  const own = (first.address() as AddressInfo).port;
  const second = await open(listener, own, "::1").catch((error: unknown) => {
    if (error instanceof PortTaken) first.close();
    if (error instanceof PortTaken) throw error;
    // A machine without IPv6.
    return null;
  });
  const servers = [first, second].filter((server) => server !== null);
  return {
    url: `http://localhost:${own}`,
    close: async () => void (await Promise.all(servers.map(shut))),
  };
}

function listenerFor(answer: Answer): RequestListener {
  return getRequestListener(
    async (request, env) => {
      const { socket } = (env as HttpBindings).incoming;
      try {
        return breakable(await answer(request), socket);
      } catch (error) {
        if (!(error instanceof BrokenConnection || request.signal.aborted)) throw error;
        socket.destroy();
        return RESPONSE_ALREADY_SENT;
      }
    },
    { overrideGlobalObjects: false },
  ) as RequestListener;
}

/** The same answer; where its body breaks off, so does the connection. */
function breakable(response: Response, socket: Socket): Response {
  if (!response.body) return response;
  const body = ReadableStream.from(untilBroken(response.body, socket));
  // Node's own type of the same stream.
  return new Response(body as unknown as BodyInit, response);
}

async function* untilBroken(body: AsyncIterable<Uint8Array>, socket: Socket): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (!(error instanceof BrokenConnection)) throw error;
    // What came before the break has to arrive.
    await sleep(20);
    socket.destroy();
  }
}

async function open(listener: RequestListener, port: number, host: string): Promise<Server> {
  const server = createServer(listener);
  server.listen(port, host);
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EADDRINUSE" ? new PortTaken(`Port ${port} is in use by another program.`) : error;
  });
  return server;
}

async function shut(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
