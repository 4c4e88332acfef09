import { expect } from "vitest";
import type { EmailDriver, Mailing, Outcome, Recipient } from "../../../src/rooms/email/driver.ts";
import { smtp } from "../../../src/rooms/email/drivers/smtp.ts";
import { createTestWorld, type TestWorld } from "../test-world.ts";
import { inboxOf, leadTo, type ReceivedMail } from "./inbox.ts";

/** An account of a test's own, at a home on loopback. */
export interface Account {
  user: string;
  world: TestWorld;
  driver: EmailDriver;
  received(): Promise<ReceivedMail[]>;
}

type Server = Parameters<typeof leadTo>[2];

/** At `custom`, with the right password, by STARTTLS, unless settings say otherwise. */
export function openAccount(
  settings: Record<string, string> = {},
  server: Server = "starttls",
  address: Parameters<typeof leadTo>[1] = "smtp.tov.example:587",
): Account {
  const world = createTestWorld();
  leadTo(world, address, server);
  const user = newUser();
  const given = { ...customHome(user), ...settings };
  const driver = smtp.open(smtp.settings.parse(given), world);
  return { user, world, driver, received: async () => (await inboxOf(user)).mails };
}

export const newUser = (domain = "tov.example") => `u${crypto.randomUUID()}@${domain}`;

export const customHome = (user: string) => ({
  SMTP_HOST: "smtp.tov.example",
  SMTP_USER: user,
  SMTP_PASSWORD: "right",
  EMAIL_FROM: `토브 사무국 <${user}>`,
});

export function recipient(email: string, changes: Partial<Recipient> = {}): Recipient {
  return { id: crypto.randomUUID(), to: { email, name: "홍길동" }, values: {}, headers: {}, ...changes };
}

export function mailing(recipients: readonly Recipient[], changes: Partial<Mailing> = {}): Mailing {
  const content = { subject: "후원 감사합니다", html: "<p>고맙습니다.</p>", text: "고맙습니다." };
  return {
    ...{ id: crypto.randomUUID(), template: "notification", content, slots: [], attachments: [] },
    ...{ tracked: false, recipients },
    ...changes,
  };
}

/** Sends a mail to each of these addresses; answers what became of each. */
export function sendTo(driver: EmailDriver, ...addresses: string[]): Promise<readonly Outcome[]> {
  return driver.send(mailing(addresses.map((address) => recipient(address))));
}

/** What a call is expected to throw: that problem, with a cause that has this in it. */
export const problem = (id: string, cause: Record<string, unknown> = {}) =>
  expect.objectContaining({
    kind: expect.objectContaining({ id }),
    cause: expect.objectContaining(cause),
  });
