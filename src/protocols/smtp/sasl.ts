import { bytesOf } from "../../kit/encoding.ts";
import type { Reply } from "./wire.ts";

/** A way to log in (RFC 4954): sends lines, and answers the last reply. 235 is a welcome. */
export type SaslMechanism = (
  ask: (line: string) => Promise<Reply>,
  /** The mechanisms that the server offers, in capitals. */
  offered: ReadonlySet<string>,
) => Promise<Reply>;

/** By a password: PLAIN (RFC 4616), or LOGIN where that alone is offered. */
export function byPassword(user: string, password: string): SaslMechanism {
  return async (ask, offered) => {
    if (offered.has("PLAIN") || !offered.has("LOGIN"))
      return ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`);
    for (const line of ["AUTH LOGIN", base64(user)]) {
      const reply = await ask(line);
      if (reply.status !== 334) return reply;
    }
    return ask(base64(password));
  };
}

/**
 * By an access token, XOAUTH2 ("Authenticate an IMAP, POP or SMTP connection using OAuth", Microsoft; the same at Google); by a
 * new one once more, where the server does not take the first.
 */
export function byToken(
  user: string,
  tokens: { get(): Promise<string>; renew(): Promise<string> },
): SaslMechanism {
  return async (ask) => {
    const offer = async (token: string) => {
      const reply = await ask(`AUTH XOAUTH2 ${base64(`user=${user}\u0001auth=Bearer ${token}\u0001\u0001`)}`);
      // What is wrong comes as a challenge; an empty line ends the attempt.
      return reply.status === 334 ? ask("") : reply;
    };
    const first = await offer(await tokens.get());
    return first.status === 535 ? offer(await tokens.renew()) : first;
  };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...bytesOf(text)));
}
