import { bytesOf } from "../../kit/encoding.ts";

/** What a server answers to a command (RFC 5321, section 4.2). */
export interface Reply {
  readonly status: number;
  /** Its enhanced status code (RFC 3463), where it begins with one. */
  readonly code: string | null;
  /** The text of every line. A server may repeat addresses in it. */
  readonly lines: readonly string[];
}

/** A connection on which commands and replies go to and fro. Where it breaks, everything that waits for it throws. */
export interface Wire {
  write(bytes: Uint8Array): Promise<void>;
  /** Sends lines at once; the replies are read afterwards, one each. */
  command(...lines: string[]): Promise<void>;
  /** The next reply. @throws what broke the connection, or that it is none */
  reply(): Promise<Reply>;
  /**
   * The same connection, encrypted for the host that it was opened to; what came before is not heard any more (RFC 3207,
   * section 4.2).
   */
  encrypt(): Wire;
  /** Drops the connection; what waits for it throws. */
  close(): void;
}

/** Characters of a reply beyond which it is none. */
const longestReply = 64 * 1024;

/** Speaks over a socket that was opened with `secureTransport: "starttls"`. */
export function wireOver(socket: Socket): Wire {
  // What waits for the socket hears of its end; these promises are nobody's.
  for (const end of [socket.opened, socket.closed]) end.catch(() => {});
  const reader: ReadableStreamDefaultReader<Uint8Array> = socket.readable.getReader();
  const writer: WritableStreamDefaultWriter<Uint8Array> = socket.writable.getWriter();
  writer.closed.catch(() => {});
  reader.closed.catch(() => {});
  const decoder = new TextDecoder();
  let received = "";

  async function line(): Promise<string> {
    for (;;) {
      const end = received.indexOf("\n");
      if (end >= 0) {
        const found = received.slice(0, end).replace(/\r$/, "");
        received = received.slice(end + 1);
        return found;
      }
      const { done, value } = await reader.read();
      if (done) throw new Error("The server has ended the connection.");
      received += decoder.decode(value, { stream: true });
      if (received.length > longestReply) throw new Error("The server's reply has no end.");
    }
  }

  const write = (bytes: Uint8Array) => writer.write(bytes);

  return {
    write,
    command: async (...lines) => write(bytesOf(lines.map(safeLine).join(""))),
    async reply() {
      const lines: string[] = [];
      for (let length = 0; length < longestReply; ) {
        const text = await line();
        const [, status, mark, rest] = /^([2-5]\d\d)([ -]?)(.*)$/.exec(text) ?? [];
        if (status === undefined) throw new Error("The server does not speak SMTP.");
        lines.push(rest!);
        length += text.length;
        if (mark !== "-") return { status: Number(status), code: enhancedCode(rest!), lines };
      }
      throw new Error("The server's reply has no end.");
    },
    encrypt() {
      reader.releaseLock();
      writer.releaseLock();
      return wireOver(socket.startTls());
    },
    close() {
      socket.close().catch(() => {});
    },
  };
}

function enhancedCode(text: string): string | null {
  return /^[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(text)?.[0] ?? null;
}

/** One command a line: what would begin another is none of ours. */
function safeLine(text: string): string {
  if (/[\r\n\0]/.test(text)) throw new Error("A command has one line.");
  return `${text}\r\n`;
}
