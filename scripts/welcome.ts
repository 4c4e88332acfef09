/** What `/api/health` says, as far as it is shown here. */
export interface Health {
  status: string;
  dependencies: readonly { name: string; driver: string | null; status: string }[];
}

/** What has been started, and where. */
export interface Started {
  origin: string;
  /** Where the sandbox shows what was sent to vendors. */
  inbox: string;
  health: Health;
  key: string | undefined;
}

/** What runs where, for whoever has just started the house. */
export function welcome({ origin, inbox, health, key }: Started): string {
  const places = [
    ["홈 · Home", `${origin}/`],
    ["파일 올리기 · Upload files", `${origin}/demo/files`],
    ["보낸 메일과 장애 연습 · Inbox", `${inbox}/`],
    ["API 설명서 · API reference", `${origin}/docs`],
    ["상태 · Health", `${origin}/api/health (${health.status})`],
    ...health.dependencies.map(({ name, driver, status }) => [`  ${name}`, `${driver ?? "-"} (${status})`]),
    ["개발용 API 키 · API key", key ?? "-"],
  ] as const;
  const width = Math.max(...places.map(([label]) => columns(label)));
  const lines = places.map(([label, value]) => `  ${label}${" ".repeat(width - columns(label))}   ${value}`);
  return `\n${lines.join("\n")}\n\n  멈추려면 Ctrl-C · Ctrl-C stops it\n`;
}

/** How wide a terminal writes a text: Hangul takes two columns a letter. */
function columns(text: string): number {
  return [...text].reduce((sum, letter) => sum + (/\p{Script=Hangul}/u.test(letter) ? 2 : 1), 0);
}
