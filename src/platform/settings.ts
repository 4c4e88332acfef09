import * as z from "zod";
import type { Settings } from "../kit/driver.ts";

/** One line that people read. */
const sentence = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u);

/** What the house itself needs to know; drivers declare their own settings. */
const houseSettings = z.object({
  /** Missing means production: the strict one. */
  ENVIRONMENT: z.enum(["development", "preview", "production"]).default("production"),
  /** Where the site lives, without a slash at the end; else the origin of each request. */
  PUBLIC_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional(),
  /** Further origins whose pages may call the API, separated by commas. */
  ALLOWED_ORIGINS: z
    .string()
    .default("")
    .transform((list) =>
      list
        .split(",")
        .map((origin) => origin.trim())
        .filter(Boolean),
    ),
  /** The first API key, with every scope. */
  ADMIN_API_KEY: z.string().optional(),
  /** Keys the hashes that stand for IP addresses in quotas; else they are keyed with ADMIN_API_KEY. */
  PSEUDONYM_KEY: z.string().optional(),
  /** Seal what is secret in the database: `id:key` separated by commas, the newest first, each key 32 bytes in base64url. */
  SEALING_KEYS: z.string().optional(),
  /** Where the outside world in a box is, for drivers whose keys begin with `sandbox_`. Production has none. */
  SANDBOX_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional(),
  /** Whose homepage it is, as its mail says. Address, telephone and e-mail stand under advertisements, which need them. */
  ORGANISATION_NAME: sentence.default("TOV"),
  ORGANISATION_ADDRESS: sentence.optional(),
  ORGANISATION_PHONE: sentence.optional(),
  ORGANISATION_EMAIL: z.email().optional(),
});

/** Where `npm run dev` puts the sandbox. */
const localSandbox = "http://localhost:8788";

export type HouseSettings = z.output<typeof houseSettings>;

/**
 * The environment under its plain names. A front end's `.env` carries over: `NEXT_PUBLIC_X` counts as `X` where there is no
 * `X`, empty values count as missing, and `\n` in a private key becomes a line break.
 */
export function readSettings(env: object): Settings {
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === "") continue;
    const plain = name.replace(/^NEXT_PUBLIC_/, "");
    if (plain !== name && plain in env && (env as Record<string, unknown>)[plain] !== "") continue;
    settings[plain] = plain.endsWith("PRIVATE_KEY") ? String(value).replaceAll("\\n", "\n") : value;
  }
  return settings;
}

/** @throws when a setting of the house is not valid: it names the setting, never its value. */
export function readHouseSettings(settings: Settings): HouseSettings {
  const result = houseSettings.safeParse(settings);
  if (result.success) return withSandbox(result.data);
  const reasons = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`Settings are not valid. ${reasons.join("; ")}`);
}

function withSandbox(house: HouseSettings): HouseSettings {
  if (house.ENVIRONMENT === "production") return house;
  return { ...house, SANDBOX_ORIGIN: house.SANDBOX_ORIGIN ?? localSandbox };
}

/** The organisation as its mail shows it. */
export function organisationOf(house: HouseSettings) {
  return {
    name: house.ORGANISATION_NAME,
    address: house.ORGANISATION_ADDRESS ?? null,
    phone: house.ORGANISATION_PHONE ?? null,
    email: house.ORGANISATION_EMAIL ?? null,
  };
}
