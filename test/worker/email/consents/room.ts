import { createSealedBox } from "../../../../src/kit/sealed-box.ts";
import type { Database } from "../../../../src/platform/database/port.ts";
import { openConsents } from "../../../../src/rooms/email/consents/consents.ts";
import { createDispatch } from "../../../../src/rooms/email/dispatch.ts";
import { createQuotaStore } from "../../../../src/rooms/email/quota-store.ts";
import { createEmailService } from "../../../../src/rooms/email/service.ts";
import { createEmailStore } from "../../../../src/rooms/email/store.ts";
import { openOutbox } from "../../../setup/outbox.ts";
import { openAudit } from "../../../setup/security-room.ts";
import type { TestWorld } from "../../../setup/test-world.ts";

/** The consents, on a real database, with everything that they record. Nothing is delivered here. */
export function openConsentRoom(database: Database, world: TestWorld) {
  const { outbox } = openOutbox(database, world, []);
  const store = createEmailStore(database);
  const quotas = createQuotaStore(database);
  const email = createEmailService({
    ...{ drivers: [], store, outbox, world },
    dispatch: createDispatch({ drivers: [], store, quotas, database, world }),
    attachments: { check: async () => {}, load: async () => [] },
    organisation: { name: "TOV", address: null, phone: null, email: null },
    sealedBox: createSealedBox({ keys: [{ id: "test", bytes: new Uint8Array(32) }], random: world.random }),
  });
  return openConsents({
    ...{ database, email, outbox, world, audit: openAudit(database, world) },
    ...{ pseudonymKey: "0123456789abcdef", origin: "https://tov.or.kr" },
  });
}
