import type { World } from "../../../kit/world.ts";
import type { Database, Step } from "../../../platform/database/port.ts";
import type { ConsentStore } from "../consents/store.ts";
import { type EmailEvent, isWithdrawal } from "./event.ts";
import type { EventDriver, Notice } from "./event-driver.ts";
import type { EventStore } from "./event-store.ts";
import { consentsEndedBy } from "./withdrawals.ts";

/** Events that are recorded at a time: as one parameter they stay below the 2 MB that D1 takes. */
const AT_A_TIME = 1000;

export interface ReceptionParts {
  driver: EventDriver;
  store: EventStore;
  consents: Pick<ConsentStore, "withdraw">;
  database: Database;
  world: World;
}

/** Takes in what vendors say became of e-mails. */
export function createReception({ driver, store, consents, database, world }: ReceptionParts) {
  /** Who asks a vendor for no more mail, or calls it spam, takes back what advertising needs. */
  async function withdraw(events: readonly EmailEvent[]): Promise<Step[]> {
    const ending = events.filter(isWithdrawal).map(({ message }) => message);
    if (ending.length === 0) return [];
    const ended = consentsEndedBy(events, await store.recipientsOf(ending));
    return ended.flatMap(({ digests, withdrawal }) => consents.withdraw({ digests }, withdrawal));
  }

  return {
    /**
     * Records what a notice says. Of a notice that comes again, because its answer was lost or half of it was recorded, only
     * what is new counts.
     * @throws what the driver throws
     */
    async receive(notice: Notice): Promise<void> {
      const { events, malformed } = await driver.read(notice);
      if (malformed > 0)
        world.log.warn("email.notice-malformed", {
          driver: driver.name,
          malformed,
          understood: events.length,
        });
      for (const some of chunks(events)) {
        const receipt = { id: world.newId(), at: world.now(), source: driver.name };
        await database.atomically([...store.record(some, receipt), ...(await withdraw(some))]);
      }
    },
  };
}

export type Reception = ReturnType<typeof createReception>;

function chunks(events: readonly EmailEvent[]): EmailEvent[][] {
  const count = Math.ceil(events.length / AT_A_TIME);
  return Array.from({ length: count }, (_, i) => events.slice(i * AT_A_TIME, (i + 1) * AT_A_TIME));
}
