import type { House } from "../../setup/open-house.ts";
import { post } from "../../setup/open-house.ts";

/** An e-mail that is asked for, with a key under which it may be asked for again; and what must have become of it. */
export async function emailTrial(house: House) {
  const headers = { ...(await house.keyOf("email:send")), "Idempotency-Key": crypto.randomUUID() };
  const recipient = `${crypto.randomUUID()}@example.org`;
  const body = { to: { email: recipient }, template: "welcome", data: { name: "홍길동" } };
  const { database } = house.services;
  return {
    ask: () => house.fetch("/api/email", post(body, headers)),

    async faults(): Promise<string[]> {
      const rows = await database.all(
        database.query.selectFrom("email_messages").selectAll().where("recipient", "=", recipient),
      );
      const mails = house.sandbox
        .entries({ key: house.sandboxKey, kind: "mail" })
        .filter(({ to }) => to.includes(recipient));
      const state = rows[0]?.state;
      const settled = state === "failed" ? 0 : 1;
      return [
        ...(rows.length === 1 ? [] : [`${rows.length} rows for one e-mail`]),
        ...(state === "sent" || state === "failed" ? [] : [`it ended as ${state}`]),
        ...(mails.length === settled ? [] : [`${mails.length} e-mails went out, and it is ${state}`]),
      ];
    },
  };
}
