import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { buffer } from "node:stream/consumers";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import type { TestProject } from "vitest/node";
import { issue, issueUnknown } from "./authority.ts";
import { authenticate, behave, breakConnection, conductOf } from "./conduct.ts";
import type { ReceivedMail } from "./inbox.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Ports of mail servers on loopback; see `setup/smtp/servers.ts`. */
    smtpPorts: SmtpPorts;
    /** Where what they received is read, as JSON. */
    smtpUrl: string;
  }
}

/**
 * `implicit` and `starttls` have a certificate for each host of `hosts`, and for nobody else; those of `unknown…` are signed
 * by an authority that nobody knows; `plain` offers no encryption; `silent` never says a word; `loginOnly` and `oneByOne`
 * are `starttls` with no other way to log in than LOGIN, and without PIPELINING.
 */
export type SmtpPorts = Record<
  | ("implicit" | "starttls" | "unknownImplicit" | "unknownStarttls" | "plain" | "silent")
  | ("loginOnly" | "oneByOne"),
  number
>;

/** The hosts of the presets, as they are called outside, and one for `custom`. */
const hosts = ["smtp.gmail.com", "smtp.naver.com", "smtp-mail.outlook.com", "smtp.tov.example"];

/** A global set-up of vitest: homes of mail accounts on loopback, and what they have received. */
export default async function start(project: TestProject): Promise<() => void> {
  const trusted = await certificates(issue);
  const unknown = await certificates(issueUnknown);
  const received: ReceivedMail[] = [];
  const open = (options: object) => openServer(received, options);
  const servers = {
    implicit: open({ secure: true, ...trusted }),
    starttls: open(trusted),
    unknownImplicit: open({ secure: true, ...unknown }),
    unknownStarttls: open(unknown),
    plain: open({ ...trusted, disabledCommands: ["STARTTLS"], allowInsecureAuth: true }),
    loginOnly: open({ ...trusted, authMethods: ["LOGIN"] }),
    oneByOne: open({ ...trusted, hidePIPELINING: true }),
    silent: createServer((socket) => socket.on("error", () => {})),
  };
  const ports: Partial<SmtpPorts> = {};
  for (const [name, server] of Object.entries(servers))
    ports[name as keyof SmtpPorts] = await listen(server instanceof SMTPServer ? server.server : server);
  const inbox = createHttpServer((request, response) => {
    const user = new URL(request.url ?? "/", "http://inbox").searchParams.get("user");
    const connections = Object.values(servers)
      .flatMap((server) => (server instanceof SMTPServer ? [...server.connections] : []))
      .filter(({ session }) => session.user === user).length;
    const mails = received.filter((mail) => mail.user === user);
    response.end(JSON.stringify({ mails, connections }));
  });
  project.provide("smtpUrl", `http://127.0.0.1:${await listen(inbox)}`);
  project.provide("smtpPorts", ports as SmtpPorts);
  return () => {
    for (const server of Object.values(servers)) server.close();
    inbox.close();
    inbox.closeAllConnections();
  };
}

/** One for each host; whoever asks for none of them gets that of somebody else. */
async function certificates(issueFor: (host: string) => Promise<{ key: string; cert: string }>) {
  const sniOptions = Object.fromEntries(
    await Promise.all(hosts.map(async (host) => [host, await issueFor(host)])),
  );
  return { ...(await issueFor("somebody.else.example")), sniOptions };
}

function openServer(received: ReceivedMail[], options: object): SMTPServer {
  const server: SMTPServer = new SMTPServer({
    authMethods: ["PLAIN", "LOGIN", "XOAUTH2"],
    onAuth: (auth, _, done) => authenticate(auth, done),
    onMailFrom: ({ address }, session, done) => behave(server, session, { address, at: "mail" }, done),
    onRcptTo: ({ address }, session, done) => behave(server, session, { address, at: "rcpt" }, done),
    onData: (stream, session, done) => void take(stream, session, done),
    ...options,
  });
  // A client that does not trust the certificate is none of the server's errors.
  server.on("error", () => {});
  return server;

  async function take(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    done: (error?: Error) => void,
  ): Promise<void> {
    const address = session.envelope.rcptTo[0]!.address;
    if (conductOf(address)?.at === "within-data") {
      stream.once("data", () => breakConnection(server, session));
      return;
    }
    const raw = await buffer(stream);
    behave(server, session, { address, at: "data" }, async (refusal) => {
      if (!refusal) received.push(toReceived(session, raw, await simpleParser(raw)));
      if (refusal) done(refusal);
      else behave(server, session, { address, at: "after-data" }, done);
    });
  }
}

function toReceived(session: SMTPServerSession, raw: Buffer, mail: ParsedMail): ReceivedMail {
  const addresses = (field: ParsedMail["from"] | ParsedMail["to"]) =>
    [field ?? []].flat().flatMap(({ value }) => value.map(({ address, name }) => ({ address, name })));
  return {
    user: session.user ?? "",
    session: session.id,
    serverName: String(session.servername),
    secure: session.secure,
    envelope: {
      from: session.envelope.mailFrom ? session.envelope.mailFrom.address : "",
      to: session.envelope.rcptTo.map(({ address }) => address),
    },
    raw: raw.toString("latin1"),
    subject: mail.subject,
    from: addresses(mail.from),
    to: addresses(mail.to),
    text: mail.text,
    html: mail.html || undefined,
    messageId: mail.messageId,
    date: mail.date?.getTime(),
    headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line])),
    attachments: mail.attachments.map(({ filename, contentType, content }) => ({
      name: filename,
      type: contentType,
      base64: content.toString("base64"),
    })),
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return (server.address() as AddressInfo).port;
}
