import type { SMTPServer, SMTPServerAuthentication, SMTPServerSession } from "smtp-server";

/**
 * How a server treats a mail is written before the `@` of its recipient (or its sender), so that tests which share a server
 * never meet: `rcpt-550-5.1.1`, `data-451-4.3.0`, `mail-550-5.7.60` are replies to that command; `dies-at-rcpt`,
 * `dies-within-data`, `dies-after-data` break the connection there, and `hangs-at-rcpt`, `hangs-after-data` leave it open
 * without another word. A `.` and anything may follow.
 */
export interface Conduct {
  readonly at: "mail" | "rcpt" | "within-data" | "data" | "after-data";
  readonly does: { reply: number; code: string } | "die" | "hang";
}

export function conductOf(address: string): Conduct | null {
  const [, command, reply, code] = /^(mail|rcpt|data)-(\d{3})-(\d\.\d+\.\d+)/.exec(address) ?? [];
  if (reply) return { at: command as Conduct["at"], does: { reply: Number(reply), code: code! } };
  const [, does, at] = /^(die|hang)s-(?:at-)?(rcpt|within-data|after-data)/.exec(address) ?? [];
  return does ? { at: at as Conduct["at"], does: does as "die" | "hang" } : null;
}

/** Does what was asked for at this point; else goes on. */
export function behave(
  server: SMTPServer,
  session: SMTPServerSession,
  { address, at }: { address: string; at: Conduct["at"] },
  done: (error?: Error) => void,
): void {
  const conduct = conductOf(address);
  const does = conduct?.at === at ? conduct.does : "go on";
  if (does === "go on") done();
  else if (does === "die") breakConnection(server, session);
  // As real servers do, a reply repeats the address.
  else if (does !== "hang")
    done(Object.assign(new Error(`${does.code} <${address}>: no`), { responseCode: does.reply }));
}

/** Ends the session's connection without a word. */
export function breakConnection(server: SMTPServer, { id }: SMTPServerSession): void {
  for (const connection of server.connections) if (connection.id === id) connection._socket.destroy();
}

/** Passwords and tokens that are `right…` are; what is `busy…` is told to come back. */
export function authenticate(
  { username, password, accessToken, method }: SMTPServerAuthentication,
  done: (error: Error | null, response?: { user?: string; data?: Record<string, string> }) => void,
): void {
  const secret = password ?? accessToken ?? "";
  const refuse = (responseCode: number, message: string) =>
    done(Object.assign(new Error(message), { responseCode }));
  if (secret.startsWith("right")) done(null, { user: username! });
  else if (secret.startsWith("busy")) refuse(454, "4.7.0 come back later");
  else if (method === "XOAUTH2") done(null, { data: { status: "401", schemes: "bearer" } });
  else refuse(535, `5.7.8 ${username}: bad credentials`);
}
