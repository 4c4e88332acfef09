import { vendorMisconfigured } from "../../kit/vendor-problem.ts";

/** Whose mail it is. 정보통신망법 §50④ wants all of it under advertisements (시행령 별표 6). */
export interface Organisation {
  readonly name: string;
  readonly address: string | null;
  readonly phone: string | null;
  readonly email: string | null;
}

/** The settings that are missing before an advertisement may be sent. */
export function missingOf({ address, phone, email }: Organisation): string[] {
  const settings = { ORGANISATION_ADDRESS: address, ORGANISATION_PHONE: phone, ORGANISATION_EMAIL: email };
  return Object.entries(settings).flatMap(([name, value]) => (value === null ? [name] : []));
}

/** @throws `vendor-misconfigured` where an advertisement could not say who sent it */
export function requireSender(organisation: Organisation): void {
  const missing = missingOf(organisation).join(", ");
  if (missing === "") return;
  const detail = {
    ko: `광고 메일에 적을 발신자 정보가 설정되지 않았습니다: ${missing}`,
    en: `What an advertisement has to say of its sender is not set: ${missing}`,
  };
  throw vendorMisconfigured({ detail, cause: missing });
}
