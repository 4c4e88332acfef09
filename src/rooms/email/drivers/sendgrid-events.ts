import * as z from "zod";
import { defineDriver } from "../../../kit/driver.ts";
import { bytesOf, fromBase64 } from "../../../kit/encoding.ts";
import { vendorMisconfigured } from "../../../kit/vendor-problem.ts";
import { importPublicKey, isPublicKey, isSignature } from "../../../protocols/ecdsa/p256.ts";
import type { EventDriver, Notice } from "../events/event-driver.ts";
import { noticeStale, noticeUnreadable, noticeUnsigned } from "../problems.ts";
import { readItems } from "./sendgrid-events/items.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Seconds by which a signed time may be off, either way. SendGrid names no window and does not say whether it signs anew what it
 * sends again; five minutes are what Standard Webhooks and the libraries that check it have settled on. Should a repetition
 * ever carry its first time, the log's `email.notice-stale` shows it, and this is the number to raise: an event counts once
 * however often it comes, so that the window keeps out little but old copies.
 */
const WINDOW = 5 * 60;

const publicKeys = z
  .string()
  .transform((list) =>
    list
      .split(",")
      .map((key) => key.replace(/-----[A-Z ]+-----|\s/g, ""))
      .filter(Boolean)
      .map((key) => fromBase64(key) ?? new Uint8Array()),
  )
  .refine(
    (keys) => keys.length > 0 && keys.length <= 2,
    "one public key, or two while the one takes over from the other",
  )
  .refine(
    (keys) => keys.every(isPublicKey),
    "has to be the public key that SendGrid shows for the signed event webhook",
  );

/** SendGrid's Event Webhook, signed (twilio.com/docs/sendgrid, "Getting Started with the Event Webhook Security Features"). */
export const sendgridEvents = defineDriver<EventDriver>()({
  settings: z.object({ SENDGRID_WEBHOOK_KEYS: publicKeys }),
  open({ SENDGRID_WEBHOOK_KEYS: keys }, world) {
    const imported = new Map<Bytes, CryptoKey>();

    /** Kept once it is there, and not as a promise: one request should not wait for another's. */
    async function cryptoKey(spki: Bytes): Promise<CryptoKey> {
      const key = imported.get(spki) ?? (await importPublicKey(spki).catch(misconfigured));
      imported.set(spki, key);
      return key;
    }

    /** The time that was signed, in seconds. @throws `email-notice-unsigned` */
    async function signedTime({ header, body }: Notice): Promise<number> {
      const time = header("x-twilio-email-event-webhook-timestamp") ?? "";
      const signature = fromBase64(header("x-twilio-email-event-webhook-signature") ?? "");
      if (!signature || !/^\d{1,12}$/.test(time)) throw noticeUnsigned(challenge);
      const message = joined(bytesOf(time), body);
      for (const key of keys)
        if (await isSignature(await cryptoKey(key), signature, message)) return Number(time);
      throw noticeUnsigned(challenge);
    }

    return {
      name: "sendgrid",
      async read(notice) {
        const late = Math.round(world.now() / 1000) - (await signedTime(notice));
        if (Math.abs(late) > WINDOW) {
          world.log.warn("email.notice-stale", { driver: "sendgrid", seconds: late });
          throw noticeStale(challenge);
        }
        return readItems(parse(notice.body));
      },
    };
  },
});

/** RFC 9110, section 15.5.2, wants one with every 401. */
const challenge = { headers: { "WWW-Authenticate": "Signature" } };

const misconfigured = (cause: unknown) => {
  throw vendorMisconfigured({ cause: { setting: "SENDGRID_WEBHOOK_KEYS", cause } });
};

function joined(first: Bytes, second: Bytes): Bytes {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

function parse(body: Bytes): readonly unknown[] {
  try {
    return z
      .array(z.unknown())
      .parse(JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(body)));
  } catch (cause) {
    throw noticeUnreadable({ cause });
  }
}
