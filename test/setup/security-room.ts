import type { World } from "../../src/kit/world.ts";
import type { Database } from "../../src/platform/database/port.ts";
import { type Audit, createAudit } from "../../src/rooms/security/audit.ts";
import { createAuditStore } from "../../src/rooms/security/audit-store.ts";
import { createSecurityService, type SecurityService } from "../../src/rooms/security/service.ts";
import { createApiKeyStore } from "../../src/rooms/security/store.ts";

/** The audit log on a real database. */
export function openAudit(database: Database, world: World): Audit {
  return createAudit({ store: createAuditStore(database), world, requestId: () => "request" });
}

/** The security room on a real database. */
export function openSecurity(
  database: Database,
  world: World,
  adminApiKey: string | null = null,
): SecurityService {
  const audit = openAudit(database, world);
  return createSecurityService({ store: createApiKeyStore(database), audit, database, world, adminApiKey });
}
