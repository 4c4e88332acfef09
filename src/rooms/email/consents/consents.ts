import type { World } from "../../../kit/world.ts";
import type { Database } from "../../../platform/database/port.ts";
import type { Audit } from "../../security/service.ts";
import type { Recording } from "./changes.ts";
import { createConsentDuties } from "./duties.ts";
import { createConsentLinks } from "./links.ts";
import { createConsentNotices } from "./notices.ts";
import { createConsentService } from "./service.ts";
import { createConsentStaff } from "./staff.ts";
import { createConsentStore } from "./store.ts";

export interface ConsentsParts extends Recording {
  database: Database;
  audit: Pick<Audit, "record">;
  pseudonymKey: string | null;
  /** Where our pages live; null where nobody has said so. */
  origin: string | null;
  world: World;
}

/** Everything about consents to advertising mail. */
export function openConsents(parts: ConsentsParts) {
  const store = createConsentStore(parts.database);
  const links = createConsentLinks(parts);
  const shared = { ...parts, store, links, notices: createConsentNotices(links) };
  return {
    store,
    links,
    service: createConsentService(shared),
    staff: createConsentStaff(shared),
    duties: createConsentDuties(shared),
  };
}

export type Consents = ReturnType<typeof openConsents>;
