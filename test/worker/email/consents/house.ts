import { type House, openHouse, post } from "../../../setup/open-house.ts";

const sandboxed = (key: string) => ({ SENDGRID_API_KEY: key, EMAIL_FROM: "TOV <noreply@tov.example>" });

/** A house, and what people do with its consents. */
export async function openConsentHouse() {
  const house = await openHouse(sandboxed);
  const { database } = house.services;
  const mails = () => house.sandbox.entries({ key: house.sandboxKey, kind: "mail" });
  const paths = async (): Promise<string[]> => {
    await house.work();
    // The newest first.
    const texts = mails().map(({ raw }) => JSON.stringify((raw as { content: unknown[] }).content));
    return texts.flatMap((text) =>
      [...text.matchAll(/localhost:8787(\/email\/[\w/.?=-]+)/g)].map(([, path]) => path!),
    );
  };
  return {
    ...house,
    mails,
    /** Asks as a form does. */
    ask: (email: string, more: Record<string, unknown> = {}) =>
      house.fetch("/api/email/consents", post({ ...wanted, email, ...more })),
    /** Where the latest mail leads that has a link of this kind. */
    link: async (kind: "confirm" | "unsubscribe" | "preferences") =>
      (await paths()).find((path) => path.startsWith(`/email/${kind}`))!,
    click: (path: string, form = "") => house.fetch(path, { method: "POST", headers: asForm, body: form }),
    consents: () => database.all(database.query.selectFrom("mail_consents").selectAll().orderBy("id")),
    letters: () =>
      database.all(
        database.query
          .selectFrom("email_messages")
          .select(["template", "state", "recipient", "consent_id", "purpose"])
          .orderBy("created_at")
          .orderBy("id"),
      ),
    clear: async () => {
      for (const table of ["mail_consents", "email_messages", "outbox_messages"] as const)
        await database.run(database.query.deleteFrom(table));
      house.sandbox.clear(house.sandboxKey);
    },
  };
}

export type ConsentHouse = Awaited<ReturnType<typeof openConsentHouse>> & House;

export const wanted = { purpose: "newsletter", textVersion: "2026-11" };
export const asForm = { "Content-Type": "application/x-www-form-urlencoded" };
