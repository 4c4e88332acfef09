import { inject } from "vitest";
import type { TestWorld } from "../test-world.ts";

/** A mail as it arrived, and as mailparser understands it. */
export interface ReceivedMail {
  user: string;
  /** Which connection brought it. */
  session: string;
  /** The host that the client asked for by TLS (SNI). */
  serverName: string;
  secure: boolean;
  envelope: { from: string; to: string[] };
  /** Its bytes, one a character. */
  raw: string;
  subject: string | undefined;
  from: { address: string | undefined; name: string }[];
  to: { address: string | undefined; name: string }[];
  text: string | undefined;
  html: string | undefined;
  messageId: string | undefined;
  /** Epoch milliseconds. */
  date: number | undefined;
  /** Whole lines, by their names in lower case. */
  headers: Record<string, string>;
  attachments: { name: string | undefined; type: string; base64: string }[];
}

/** What the servers on loopback received from this account, and how many connections it has open. */
export async function inboxOf(user: string): Promise<{ mails: ReceivedMail[]; connections: number }> {
  const response = await fetch(`${inject("smtpUrl")}/?user=${encodeURIComponent(user)}`);
  return response.json();
}

/** Leads a host of mail, under its own name, to one of the servers on loopback. */
export function leadTo(
  world: TestWorld,
  address: `${string}:${number}`,
  server: keyof ReturnType<typeof smtpPorts>,
): void {
  world.tcpPorts.set(address, smtpPorts()[server]);
}

const smtpPorts = () => inject("smtpPorts");
