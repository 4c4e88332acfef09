import { inTime } from "../../kit/deadline.ts";
import { type Session, sessionOn } from "./session.ts";
import { type Reply, type Wire, wireOver } from "./wire.ts";

/**
 * What a session failed of. `connection`: nobody is there, or whoever is has gone. `silence`: no answer in time. `tls`: the
 * connection cannot be encrypted, or not with whom it should be. `refusal`: the server has said that it will not.
 */
type Obstacle = "connection" | "silence" | "tls" | "refusal";

/** There is no session. */
export class NoSession extends Error {
  readonly obstacle: Obstacle;
  /** What was answered, if anything. */
  readonly reply: Reply | undefined;

  constructor(obstacle: Obstacle, { cause, reply }: { cause?: unknown; reply?: Reply } = {}) {
    super(`No session: ${obstacle}`, { cause });
    this.obstacle = obstacle;
    this.reply = reply;
  }
}

export interface Access {
  readonly host: string;
  readonly port: number;
  /** Encrypted from the first byte (RFC 8314), or after STARTTLS (RFC 3207). There is no third way. */
  readonly tls: "implicit" | "starttls";
  /** What we are called, for `EHLO`. */
  readonly name: string;
  /** Milliseconds for all of it. */
  readonly patience: number;
}

type Connect = (address: string, options: SocketOptions) => Socket;

/** Connects, encrypts and says hello. @throws NoSession */
export async function openSession(access: Access, connect: Connect): Promise<Session> {
  const { host, port, patience } = access;
  const socket = connect(`${host}:${port}`, { secureTransport: "starttls", allowHalfOpen: false });
  try {
    return await inTime(open(socket, access), patience, () => new NoSession("silence"));
  } catch (error) {
    socket.close().catch(() => {});
    throw error;
  }
}

async function open(socket: Socket, { tls, name }: Access): Promise<Session> {
  const plain = wireOver(socket);
  await step(socket.opened, "connection");
  if (tls === "starttls") {
    await answer(220, plain.reply(), "connection");
    await answer(250, ask(plain, `EHLO ${name}`), "connection");
    const go = await step(ask(plain, "STARTTLS"), "connection");
    if (go.status !== 220) throw new NoSession("tls", { reply: go });
  }
  const wire = plain.encrypt();
  // The handshake shows in the first answer that comes over it.
  if (tls === "implicit") await answer(220, wire.reply(), "tls");
  return sessionOn(wire, await answer(250, ask(wire, `EHLO ${name}`), "tls"));
}

/** `obstacle`: what it is, if this breaks. */
async function step<T>(work: Promise<T>, obstacle: Obstacle): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new NoSession(obstacle, { cause });
  }
}

async function answer(expected: number, reply: Promise<Reply>, obstacle: Obstacle): Promise<Reply> {
  const found = await step(reply, obstacle);
  if (found.status === expected) return found;
  throw new NoSession("refusal", { reply: found });
}

async function ask(wire: Wire, line: string): Promise<Reply> {
  await wire.command(line);
  return wire.reply();
}
