import type { Access } from "../../../../protocols/smtp/connect.ts";
import type { Mailbox } from "../../schema.ts";

type TlsMode = Access["tls"];

/** What is known about a home of mail accounts. */
export interface Preset {
  readonly host: string | null;
  readonly port: number | null;
  readonly tls: TlsMode | null;
  /** Recipients a day; null where nobody has said. */
  readonly dailyLimit: number | null;
  readonly login: "password" | "microsoft";
  /** Whether it puts the account's own address in the place of any other in From. */
  readonly rewritesFrom: boolean;
  /** What stands behind the `@` of an account that is given by its name alone. */
  readonly domain: string | null;
}

/** The homes that are known by name, as their own help pages describe them, and `custom` for all others. */
export const presets = {
  gmail: {
    ...{ host: "smtp.gmail.com", port: 465, tls: "implicit", dailyLimit: 500 },
    ...{ login: "password", rewritesFrom: true, domain: null },
  },
  naver: {
    ...{ host: "smtp.naver.com", port: 465, tls: "implicit", dailyLimit: 500 },
    ...{ login: "password", rewritesFrom: true, domain: "naver.com" },
  },
  /** Outlook.com; Microsoft 365 is the same at `smtp.office365.com`. Microsoft takes no passwords any more. */
  outlook: {
    ...{ host: "smtp-mail.outlook.com", port: 587, tls: "starttls", dailyLimit: 300 },
    ...{ login: "microsoft", rewritesFrom: true, domain: null },
  },
  custom: {
    ...{ host: null, port: null, tls: null, dailyLimit: null },
    ...{ login: "password", rewritesFrom: false, domain: null },
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;

/** Where mails are handed in, and as whom. */
export interface Home {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
  readonly user: string;
  readonly from: Mailbox;
}
