import { hmacSha256 } from "../../kit/digest.ts";
import { koreanDate, nextKoreanMidnight } from "../../kit/kst.ts";
import { vendorMisconfigured } from "../../kit/vendor-problem.ts";
import type { Step } from "../../platform/database/port.ts";
import { quotaExceeded } from "./problems.ts";
import type { UploadStore } from "./upload-store.ts";

/**
 * The steps that take bytes out of today's quotas: that of the address, and that of all.
 * @throws `vendor-misconfigured` without a key for pseudonyms: addresses are not kept in the clear, and nothing unmetered
 */
export async function spendQuota(
  uploads: UploadStore,
  quota: { address: number; all: number },
  spending: { collection: string; address: string; bytes: number; now: number; pseudonymKey: string | null },
): Promise<Step[]> {
  const { collection, address, bytes, now, pseudonymKey } = spending;
  if (pseudonymKey === null) throw vendorMisconfigured({ cause: "PSEUDONYM_KEY" });
  const day = koreanDate(now);
  // An address is personal data: what is kept cannot be turned back without the key, and changes every day.
  const pseudonym = await hmacSha256(pseudonymKey, `${day} ${address}`);
  return [
    ...uploads.spend(day, `${collection} ${pseudonym.slice(0, 32)}`, bytes, quota.address),
    ...uploads.spend(day, `${collection} all`, bytes, quota.all),
  ];
}

export function refuseQuota(now: number) {
  const seconds = Math.ceil((nextKoreanMidnight(now) - now) / 1000);
  return quotaExceeded({ headers: { "Retry-After": String(seconds) } });
}
