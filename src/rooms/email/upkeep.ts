import type { BatchService } from "./batches/service.ts";
import type { EmailService } from "./service.ts";

type Duty = () => Promise<object>;

export interface UpkeepParts {
  email: Pick<EmailService, "forgetOld" | "wakeStuck">;
  batches: Pick<BatchService, "wakeStuck" | "forgetAudiences" | "forgetContent">;
  consents: { tell: Duty; remind: Duty; forgetOld: Duty };
}

/** What the room does by the clock. One job a period, as every job costs the invocation calls of its own. */
export function createEmailUpkeep({ email, batches, consents }: UpkeepParts) {
  return {
    hourly: () =>
      all({
        emails: email.wakeStuck,
        batches: batches.wakeStuck,
        results: consents.tell,
        reminders: consents.remind,
      }),

    daily: () =>
      all({
        emails: email.forgetOld,
        contents: batches.forgetContent,
        audiences: batches.forgetAudiences,
        consents: consents.forgetOld,
      }),
  };
}

export type EmailUpkeep = ReturnType<typeof createEmailUpkeep>;

/** Does one after the other. None keeps the next from being done; what failed first is thrown in the end. */
async function all(duties: Readonly<Record<string, Duty>>): Promise<object> {
  const failures: unknown[] = [];
  const done: Record<string, object> = {};
  for (const [name, duty] of Object.entries(duties)) {
    await duty().then(
      (figures) => {
        done[name] = figures;
      },
      (error) => failures.push(error),
    );
  }
  if (failures.length > 0) throw failures[0];
  return done;
}
