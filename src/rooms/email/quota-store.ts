import { koreanDate } from "../../kit/kst.ts";
import { type Database, exactlyOne, type Step } from "../../platform/database/port.ts";
import { insertIgnoring } from "../../platform/database/upsert.ts";

/** How much of a driver's day is used, as it was read. */
export interface Quota {
  readonly driver: string;
  /** Korean date. */
  readonly day: string;
  readonly used: number;
  /** 0: it has no row yet. */
  readonly version: number;
}

/** How many recipients each driver was given on each Korean day. */
export function createQuotaStore(database: Database) {
  const row = ({ driver, day, version }: Quota) =>
    database.query
      .updateTable("email_quotas")
      .where("driver", "=", driver)
      .where("day", "=", day)
      .where("version", "=", version);

  return {
    async read(driver: string, now: number): Promise<Quota> {
      const day = koreanDate(now);
      const found = await database.first(
        database.query
          .selectFrom("email_quotas")
          .selectAll()
          .where("driver", "=", driver)
          .where("day", "=", day),
      );
      return found ?? { driver, day, used: 0, version: 0 };
    },

    /** Takes so many; undoes the batch when somebody else took some since the quota was read. */
    take: (quota: Quota, count: number): Step[] => [
      ...(quota.version === 0 ? [insertIgnoring(database, "email_quotas", { ...quota })] : []),
      exactlyOne(row(quota).set({ used: quota.used + count, version: quota.version + 1 })),
    ],

    /** Gives back what was not needed. */
    giveBack: ({ driver, day }: Pick<Quota, "driver" | "day">, count: number): Step =>
      database.query
        .updateTable("email_quotas")
        .set((quota) => ({ used: quota("used", "-", count), version: quota("version", "+", 1) }))
        .where("driver", "=", driver)
        .where("day", "=", day),

    /** Forgets the days before that one. */
    async forgetBefore(day: string): Promise<number> {
      return (await database.run(database.query.deleteFrom("email_quotas").where("day", "<", day))).changed;
    },
  };
}

export type QuotaStore = ReturnType<typeof createQuotaStore>;
