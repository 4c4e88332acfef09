import type { SealedBox } from "./kit/sealed-box.ts";
import type { World } from "./kit/world.ts";
import type { Database } from "./platform/database/port.ts";
import type { OpenPort } from "./platform/fuse-box.ts";
import type { Outbox } from "./platform/outbox/outbox.ts";
import { createAttachments } from "./rooms/email/attachments.ts";
import { createAudiences } from "./rooms/email/batches/audience.ts";
import { createBatchStore } from "./rooms/email/batches/batch-store.ts";
import { createBatchService } from "./rooms/email/batches/service.ts";
import { openConsents } from "./rooms/email/consents/consents.ts";
import { createConsentPersons } from "./rooms/email/consents/persons.ts";
import { createDispatch } from "./rooms/email/dispatch.ts";
import type { EmailDriver } from "./rooms/email/driver.ts";
import type { EventDriver } from "./rooms/email/events/event-driver.ts";
import { createEventStore } from "./rooms/email/events/event-store.ts";
import { createReception } from "./rooms/email/events/reception.ts";
import { createStatistics } from "./rooms/email/events/statistics.ts";
import { createStatisticsStore } from "./rooms/email/events/statistics-store.ts";
import { createSuppressionStore } from "./rooms/email/events/suppression-store.ts";
import { createSuppressions } from "./rooms/email/events/suppressions.ts";
import { createEmailPersons } from "./rooms/email/persons.ts";
import { createPreviews } from "./rooms/email/previews.ts";
import { createQuotaStore } from "./rooms/email/quota-store.ts";
import { createEmailService } from "./rooms/email/service.ts";
import { createEmailStore } from "./rooms/email/store.ts";
import type { Organisation } from "./rooms/email/templates/template.ts";
import { createEmailUpkeep } from "./rooms/email/upkeep.ts";
import type { StorageDriver } from "./rooms/files/driver.ts";
import type { FilesService } from "./rooms/files/service.ts";
import type { Audit } from "./rooms/security/service.ts";

interface MailParts {
  mailers: readonly OpenPort<EmailDriver>[];
  events: EventDriver;
  storage: StorageDriver;
  files: FilesService;
  audit: Audit;
  outbox: Outbox;
  database: Database;
  sealedBox: SealedBox;
  pseudonymKey: string | null;
  organisation: Organisation;
  /** Where our pages live; null where nobody has said so. */
  origin: string | null;
  world: World;
}

/** The wiring of e-mail, which is a part of `services.ts`. */
export function openMail({ mailers, events, origin, ...parts }: MailParts) {
  const { database, organisation, world } = parts;
  const usable = mailers.filter(({ fault }) => !fault);
  // Where none is open, the first says why.
  const drivers = (usable.length > 0 ? usable : mailers).map(({ port }) => port);
  const store = createEmailStore(database);
  const eventStore = createEventStore(database);
  const suppressionStore = createSuppressionStore(database);
  const dispatch = createDispatch({ drivers, store, quotas: createQuotaStore(database), database, world });
  const attachments = createAttachments(parts.files);
  const email = createEmailService({ ...parts, attachments, drivers, store, dispatch });
  const consents = openConsents({ ...parts, origin, email });
  const audiences = createAudiences(parts);
  const batchStore = createBatchStore(database);
  const batches = createBatchService({
    ...{ ...parts, attachments, drivers, store, dispatch, audiences, batches: batchStore },
    ...{ consents: consents.store, links: consents.links },
  });
  const reception = createReception({
    ...{ driver: events, store: eventStore, consents: consents.store, database, world },
  });
  const statistics = createStatisticsStore(database);
  return {
    rooms: {
      ...{ audiences, batches, consents, email, reception },
      emailStatistics: createStatistics({ emails: store, events: eventStore, statistics }),
      suppressions: createSuppressions({ ...parts, store: suppressionStore }),
      previews: createPreviews(organisation),
    },
    upkeep: createEmailUpkeep({ email, batches, consents: consents.duties }),
    persons: [
      createEmailPersons({
        ...{ emails: store, events: eventStore, suppressions: suppressionStore },
        ...{ batches: batchStore, world },
      }),
      createConsentPersons(consents.store, () => world.now()),
    ],
  };
}
