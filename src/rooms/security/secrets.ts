import type { SealingKey } from "../../kit/sealed-box.ts";
import { readSealingKeys, sealingKeyRules } from "./sealing-keys.ts";

/** Stands in .dev.vars.example for everybody to read. */
const published = "tov_development_only_key_0000000000000000";

interface Settings {
  ENVIRONMENT: string;
  ADMIN_API_KEY?: string | undefined;
  PSEUDONYM_KEY?: string | undefined;
  SEALING_KEYS?: string | undefined;
  SANDBOX_ORIGIN?: string | undefined;
}

/** The house's own secrets, as far as they are fit for use. */
export interface Secrets {
  /** The first API key, with every scope. */
  adminApiKey: string | null;
  /** Keys the hashes that stand for people's addresses. */
  pseudonymKey: string | null;
  /** What is kept secret in the database is sealed with the first and opened with any; none where none are set. */
  sealingKeys: readonly SealingKey[];
  /** What is wrong with them: names settings, never values. */
  fault: { status: "misconfigured"; reason: string } | null;
}

/** Leaves out secrets that protect nothing; the house stands without them, and health says which. */
export function checkSecrets(settings: Settings): Secrets {
  const { ENVIRONMENT, ADMIN_API_KEY, PSEUDONYM_KEY, SEALING_KEYS } = settings;
  const admin = check("ADMIN_API_KEY", ADMIN_API_KEY, {
    "has to be tov_ and at least 32 letters, digits, - or _": (key) => /^tov_[\w-]{32,}$/.test(key),
    "is the published development key; make one of your own": (key) =>
      key !== published || ENVIRONMENT === "development",
  });
  const own = check("PSEUDONYM_KEY", PSEUDONYM_KEY, {
    "has to have at least 16 characters": (key) => key.length >= 16,
  });
  const sealing = check("SEALING_KEYS", SEALING_KEYS, sealingKeyRules(ENVIRONMENT === "development"));
  const pseudonymKey = own.secret ?? admin.secret;
  const missing = pseudonymKey === null ? ["PSEUDONYM_KEY: is needed where there is no ADMIN_API_KEY"] : [];
  const reasons = [
    ...[admin, own, sealing].flatMap((checked) => checked.reasons),
    ...[...missing, ...sandboxFaults(settings)],
  ];
  return {
    adminApiKey: admin.secret,
    pseudonymKey,
    sealingKeys: readSealingKeys(sealing.secret),
    fault: reasons.length > 0 ? { status: "misconfigured", reason: reasons.join("; ") } : null,
  };
}

function check(name: string, secret: string | undefined, rules: Record<string, (secret: string) => boolean>) {
  if (secret === undefined) return { secret: null, reasons: [] };
  const broken = Object.keys(rules).filter((rule) => !rules[rule]?.(secret));
  return { secret: broken.length > 0 ? null : secret, reasons: broken.map((rule) => `${name}: ${rule}`) };
}

/** It would be followed nowhere; whoever set it takes this for a house that only plays. */
function sandboxFaults({ ENVIRONMENT, SANDBOX_ORIGIN }: Settings): string[] {
  const misplaced = ENVIRONMENT === "production" && SANDBOX_ORIGIN !== undefined;
  return misplaced ? ["SANDBOX_ORIGIN: has no place in production and is not used"] : [];
}
