import { inTime } from "../../kit/deadline.ts";
import { createDotStuffing, endOfData } from "./dots.ts";
import type { SaslMechanism } from "./sasl.ts";
import type { Reply, Wire } from "./wire.ts";

/** What came of a message: who had the last word, or that the connection broke. */
export type Handed =
  | { readonly step: "mail" | "rcpt" | "data" | "end"; readonly reply: Reply }
  /** `ended`: the line that ends the message may have gone out, so the server may have taken it. */
  | { readonly step: "broken"; readonly ended: boolean };

/** A message and its envelope; addresses of printable ASCII, without `<`, `>` and spaces. */
export interface Submission {
  readonly from: string;
  readonly to: string;
  /** Read once. */
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** A session in which mails may be handed in (RFC 6409). */
export interface Session {
  /** Answers the last reply. @throws what broke the connection, or what the mechanism throws */
  login(mechanism: SaslMechanism, milliseconds: number): Promise<Reply>;
  /** Hands in one message. A session that is broken stays so. */
  handIn(submission: Submission, milliseconds: number): Promise<Handed>;
  /** Forgets a message that was not taken; answers whether others may follow. */
  reset(milliseconds: number): Promise<boolean>;
  /** Says good-bye, where anybody listens, and ends the connection. */
  end(milliseconds: number): Promise<void>;
}

/** The session on a wire whose server has answered `EHLO` so. */
export function sessionOn(wire: Wire, hello: Reply): Session {
  const extensions = hello.lines.slice(1).map((line) => line.toUpperCase());
  const pipelining = extensions.includes("PIPELINING");
  const offered = new Set(
    extensions
      .find((line) => /^AUTH\b/.test(line))
      ?.split(/[ =]+/)
      .slice(1),
  );
  let broken = false;

  const ask = async (line: string): Promise<Reply> => {
    await wire.command(line);
    return wire.reply();
  };

  /** Ends the connection when a step is not done in time, or breaks it. */
  async function guarded<T>(work: Promise<T>, milliseconds: number): Promise<T> {
    const drop = () => {
      broken = true;
      wire.close();
    };
    const late = () => {
      drop();
      return new Error("The server has not answered in time.");
    };
    try {
      return await inTime(work, milliseconds, late);
    } catch (error) {
      drop();
      throw error;
    }
  }

  async function envelope({ from, to }: Submission): Promise<Handed | null> {
    const commands = [`MAIL FROM:<${from}>`, `RCPT TO:<${to}>`] as const;
    if (pipelining) await wire.command(...commands);
    const mail = await (pipelining ? wire.reply() : ask(commands[0]));
    if (!pipelining && !isGood(mail)) return { step: "mail", reply: mail };
    const rcpt = await (pipelining ? wire.reply() : ask(commands[1]));
    if (!isGood(mail)) return { step: "mail", reply: mail };
    return isGood(rcpt) ? null : { step: "rcpt", reply: rcpt };
  }

  async function send(submission: Submission, progress: { ended: boolean }): Promise<Handed> {
    const refused = await envelope(submission);
    if (refused) return refused;
    const data = await ask("DATA");
    if (data.status !== 354) return { step: "data", reply: data };
    const { stuff, finish } = createDotStuffing();
    for await (const piece of submission.content) await wire.write(stuff(piece));
    await wire.write(finish());
    if (broken) throw new Error("The connection was given up.");
    progress.ended = true;
    await wire.write(endOfData);
    return { step: "end", reply: await wire.reply() };
  }

  return {
    login: (mechanism, milliseconds) => guarded(mechanism(ask, offered), milliseconds),
    async handIn(submission, milliseconds) {
      const progress = { ended: false };
      if (broken) return { step: "broken", ...progress };
      try {
        return await guarded(send(submission, progress), milliseconds);
      } catch {
        return { step: "broken", ...progress };
      }
    },
    reset: (milliseconds) =>
      broken ? Promise.resolve(false) : guarded(ask("RSET"), milliseconds).then(isGood, () => false),
    async end(milliseconds) {
      if (!broken) await guarded(ask("QUIT"), milliseconds).catch(() => {});
      wire.close();
    },
  };
}

const isGood = ({ status }: Reply) => status >= 200 && status < 300;
