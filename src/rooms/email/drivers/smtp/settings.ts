import * as z from "zod";
import { foldAddress, normaliseAddress } from "../../address.ts";
import { sender } from "../../sender.ts";
import { type Home, type Preset, presets } from "./presets.ts";

/** A value that is written on a line of the protocol. */
const word = z.string().regex(/^[^\p{Cc}]+$/u);

/** The settings as they are given. What they must be together is checked too, so that each fault names its setting. */
export const smtpSettings = z
  .object({
    SMTP_PRESET: z.enum(["gmail", "naver", "outlook", "custom"]).default("custom"),
    SMTP_HOST: z.hostname().optional(),
    SMTP_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
    SMTP_TLS: z
      .enum(["implicit", "starttls"], "must be implicit or starttls: mail is never sent unencrypted")
      .optional(),
    SMTP_DAILY_LIMIT: z.coerce.number().int().positive().optional(),
    SMTP_USER: word,
    SMTP_PASSWORD: word.optional(),
    SMTP_OAUTH_CLIENT_ID: word.optional(),
    SMTP_OAUTH_CLIENT_SECRET: word.optional(),
    SMTP_OAUTH_REFRESH_TOKEN: word.optional(),
    SMTP_OAUTH_TENANT: z
      .string()
      .regex(/^[\w.-]+$/)
      .default("common"),
    EMAIL_FROM: sender,
    /** In place of EMAIL_FROM, where another driver beside this one writes under another address. */
    SMTP_FROM: sender.optional(),
  })
  .superRefine((given, context) => {
    for (const [name, message] of faultsOf(given))
      context.addIssue({ code: "custom", path: [name], message });
  });

export type SmtpSettings = z.output<typeof smtpSettings>;

/** The home that the settings mean. */
export function homeOf(given: SmtpSettings): Home {
  const preset: Preset = presets[given.SMTP_PRESET];
  const host = given.SMTP_HOST ?? preset.host;
  // Checked before.
  if (host === null) throw new Error("SMTP_HOST is missing.");
  const asked = given.SMTP_PORT ?? (given.SMTP_TLS ? portOf[given.SMTP_TLS] : preset.port) ?? portOf.starttls;
  const tls = given.SMTP_TLS ?? (given.SMTP_PORT ? modeOf(given.SMTP_PORT) : preset.tls) ?? modeOf(asked);
  return { host, port: asked, tls, user: given.SMTP_USER, from: fromOf(given) };
}

/** The ports for handing in mail (RFC 8314, section 3.3; RFC 6409). */
const portOf = { implicit: 465, starttls: 587 } as const;
const modeOf = (port: number) => (port === portOf.implicit ? "implicit" : "starttls");

/** What the settings lack or get wrong together: the name of each, and why. */
function faultsOf(given: SmtpSettings): [name: string, why: string][] {
  const preset: Preset = presets[given.SMTP_PRESET];
  const faults: [string, string][] = [];
  if (given.SMTP_PORT === 25)
    faults.push([
      "SMTP_PORT",
      "Cloudflare opens no connection to port 25; 465 and 587 are for handing in mail",
    ]);
  if (!given.SMTP_HOST && !preset.host)
    faults.push(["SMTP_HOST", `SMTP_PRESET=${given.SMTP_PRESET} needs it`]);
  for (const name of preset.login === "password" ? passwordLogin : microsoftLogin)
    if (given[name] === undefined) faults.push([name, `SMTP_PRESET=${given.SMTP_PRESET} needs it`]);
  if (preset.rewritesFrom && !isAccount(given, preset))
    faults.push([
      given.SMTP_FROM ? "SMTP_FROM" : "EMAIL_FROM",
      `its address must be the account's (SMTP_USER), which ${given.SMTP_PRESET} would put in its place`,
    ]);
  return faults;
}

const passwordLogin = ["SMTP_PASSWORD"] as const;
const microsoftLogin = ["SMTP_OAUTH_CLIENT_ID", "SMTP_OAUTH_REFRESH_TOKEN"] as const;

const fromOf = ({ EMAIL_FROM, SMTP_FROM }: SmtpSettings) => SMTP_FROM ?? EMAIL_FROM;

function isAccount(given: SmtpSettings, { domain }: Preset): boolean {
  const user = given.SMTP_USER;
  const account = domain && !user.includes("@") ? `${user}@${domain}` : user;
  return foldAddress(normaliseAddress(account)) === foldAddress(fromOf(given).email);
}
