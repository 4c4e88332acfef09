import { d1 } from "./platform/database/d1.ts";
import { createHyperdriveDriver } from "./platform/database/hyperdrive.ts";
import { planetscale } from "./platform/database/planetscale.ts";
import type { Database } from "./platform/database/port.ts";
import { perEvent } from "./platform/event.ts";
import type { PortRow } from "./platform/fuse-box.ts";
import type { PurgeDriver } from "./rooms/cache/driver.ts";
import { cloudflare } from "./rooms/cache/drivers/cloudflare.ts";
import { local } from "./rooms/cache/drivers/local.ts";
import type { EmailDriver } from "./rooms/email/driver.ts";
import { log } from "./rooms/email/drivers/log.ts";
import { sendgrid } from "./rooms/email/drivers/sendgrid.ts";
import { sendgridEvents } from "./rooms/email/drivers/sendgrid-events.ts";
import { smtp } from "./rooms/email/drivers/smtp.ts";
import type { EventDriver } from "./rooms/email/events/event-driver.ts";
import type { StorageDriver } from "./rooms/files/driver.ts";
import { r2 } from "./rooms/files/drivers/r2.ts";
import { s3 } from "./rooms/files/drivers/s3.ts";
import type { ImageDriver } from "./rooms/images/driver.ts";
import { cloudflare as cloudflareImages } from "./rooms/images/drivers/cloudflare.ts";
import { engine } from "./rooms/images/drivers/engine.ts";
import { photon } from "./rooms/images/drivers/photon.ts";

/** The fuse box: every vendor there is, a row a port. The names are what the settings say. */
export const ports = {
  database: {
    variable: "DATABASE_DRIVER",
    fallback: "d1",
    drivers: { d1, planetscale, hyperdrive: createHyperdriveDriver(perEvent) },
  } satisfies PortRow<Database>,
  storage: {
    variable: "STORAGE_DRIVER",
    fallback: "r2",
    drivers: { r2, s3 },
  } satisfies PortRow<StorageDriver>,
  images: {
    variable: "IMAGE_DRIVER",
    fallback: "engine",
    drivers: { engine, photon, cloudflare: cloudflareImages },
  } satisfies PortRow<ImageDriver>,
  purge: {
    variable: "PURGE_DRIVER",
    fallback: "local",
    drivers: { local, cloudflare },
  } satisfies PortRow<PurgeDriver>,
  email: {
    variable: "EMAIL_DRIVERS",
    fallback: "sendgrid",
    withoutKeys: { development: "log" },
    drivers: { sendgrid, smtp, log },
  } satisfies PortRow<EmailDriver>,
  emailEvents: {
    variable: "EMAIL_EVENTS_DRIVER",
    fallback: "sendgrid",
    withoutKeys: { development: null },
    drivers: { sendgrid: sendgridEvents },
  } satisfies PortRow<EventDriver>,
};
