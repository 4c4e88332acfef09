import type { Account } from "../../sandbox/account.ts";
import { signingKeyOf } from "../../sandbox/vendors/sendgrid/signing-key.ts";

/** Signs as SendGrid does, with a key pair of its own. */
export async function createSigner() {
  const signing = signingKeyOf({} as Account);
  /** A call of SendGrid's, signed at that time (epoch milliseconds). */
  const sign = async (
    body: string,
    at: number,
    changes: Record<string, string> = {},
  ): Promise<RequestInit> => {
    const time = String(Math.floor(at / 1000));
    const headers = {
      "Content-Type": "application/json",
      "X-Twilio-Email-Event-Webhook-Signature": await signing.sign(time, body),
      "X-Twilio-Email-Event-Webhook-Timestamp": time,
      ...changes,
    };
    return { method: "POST", headers, body };
  };
  return { publicKey: await signing.publicKey(), sign };
}

/** Items as SendGrid writes them: a line for each, and CRLF at the end. */
export const bodyOf = (items: readonly unknown[]): string =>
  `[${items.map((item) => JSON.stringify(item)).join(",\r\n")}]\r\n`;

/** An item of SendGrid's about an e-mail of ours. */
export function item(message: string, event: string, changes: Record<string, unknown> = {}) {
  return {
    email: "hana@example.org",
    timestamp: 1_795_000_000,
    event,
    sg_event_id: crypto.randomUUID(),
    sg_message_id: "LRzXl_NHStOGhQ4kofSm_A.recvd-6f8-1.0",
    category: ["welcome"],
    tov_email: message,
    ...changes,
  };
}
