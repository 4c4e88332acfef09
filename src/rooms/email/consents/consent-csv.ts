import type { Consent } from "./schema.ts";

const columns = {
  id: (row) => row.id,
  email: (row) => row.email,
  name: (row) => row.name ?? "",
  purpose: (row) => row.purpose,
  language: (row) => row.language,
  state: (row) => row.state,
  method: (row) => row.method,
  text_version: (row) => row.textVersion,
  requested_at: (row) => time(row.requestedAt),
  confirmed_at: (row) => time(row.confirmedAt),
  reconfirmed_at: (row) => time(row.reconfirmedAt),
  withdrawn_at: (row) => time(row.withdrawnAt),
  withdrawn_by: (row) => row.withdrawnBy ?? "",
  noticed_at: (row) => time(row.noticedAt),
} satisfies Record<string, (row: Consent) => string>;

/** Consents as CSV (RFC 4180), which spreadsheets open as it is: with a byte order mark, by which Excel tells UTF-8. */
export function toCsv(rows: readonly Consent[]): string {
  const lines = [Object.keys(columns), ...rows.map((row) => Object.values(columns).map((of) => of(row)))];
  return `\uFEFF${lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("")}`;
}

const time = (at: number | null) => (at === null ? "" : new Date(at).toISOString());

/** What somebody wrote on a form must be no formula to a spreadsheet (OWASP, CSV Injection). */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
