import type { Vendor } from "./vendor.ts";
import { cloudflare } from "./vendors/cloudflare.ts";
import { sendgrid } from "./vendors/sendgrid.ts";

/** Who lives in the sandbox. */
export const vendors = { sendgrid, cloudflare } as const satisfies Record<string, Vendor>;

export type VendorName = keyof typeof vendors;

export const vendorNames = Object.keys(vendors) as [VendorName, ...VendorName[]];
