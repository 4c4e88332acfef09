import type { Summary } from "../control/live.ts";
import type { Fault, FaultKind } from "../fault-board.ts";
import { faultTexts } from "../inbox/fault-texts.ts";
import type { WebhookState } from "../journal.ts";

const language = document.documentElement.lang === "en" ? "en" : "ko";

const nameOf = (fault: string) => faultTexts[fault as FaultKind]?.name[language] ?? fault;

const ko = {
  connected: "실시간 연결됨",
  disconnected: "연결이 끊겼습니다. 다시 연결하는 중",
  count: (count: number) => (count > 0 ? `${count}건` : ""),
  kinds: { mail: "메일", batch: "묶음", purge: "캐시", webhook: "웹훅", fault: "장애" },
  states: {
    waiting: "기다리는 중",
    taken: "가져감",
    retrying: "다시 보내는 중",
    delivered: "전달됨",
    failed: "실패",
  } satisfies Record<WebhookState, string>,
  purges: {
    purge_everything: "캐시 전부 비우기",
    files: "주소로 비우기",
    tags: "태그로 비우기",
    hosts: "호스트로 비우기",
    prefixes: "경로로 비우기",
  } as Record<string, string>,
  untitled: "(제목 없음)",
  others: (first: string, count: number) => `${first} 외 ${count}건`,
  arrived: ({ kind, title }: Summary) => `새 ${ko.kinds[kind]}: ${title}`,
  gone: "이 항목은 이미 지워졌습니다.",
  told: (webhooks: number) =>
    webhooks > 0
      ? `웹훅 ${webhooks}곳에 알렸습니다.`
      : "이 키에는 이 일을 알려 달라고 한 웹훅이 없어 아무 데도 알리지 않았습니다.",
  facts: { at: "시각", key: "키", from: "보낸 사람", to: "받는 곳", request: "요청", detail: "결과" },
  target: (key: string) => (key ? `${key} 키에만 적용됩니다.` : "모든 키에 적용됩니다."),
  healthy: "정상",
  active: ({ fault, key, calls }: Fault) =>
    [nameOf(fault), key === "*" ? "모든 키" : key, calls === null ? "끌 때까지" : `${calls}번 남음`].join(
      " · ",
    ),
  sample: {
    name: "김하나",
    office: "사무국",
    subject: "시험 메일입니다",
    text: "샌드박스가 잘 돌아갑니다. 이 메일은 밖으로 나가지 않았습니다.",
  },
};

const en: typeof ko = {
  connected: "Live",
  disconnected: "Disconnected, connecting again",
  count: (count) => (count > 0 ? String(count) : ""),
  kinds: { mail: "Mail", batch: "Batch", purge: "Cache", webhook: "Webhook", fault: "Failure" },
  states: {
    waiting: "Waiting",
    taken: "Taken",
    retrying: "Trying again",
    delivered: "Delivered",
    failed: "Failed",
  },
  purges: {
    purge_everything: "Purge everything",
    files: "Purge by URL",
    tags: "Purge by tag",
    hosts: "Purge by host",
    prefixes: "Purge by prefix",
  },
  untitled: "(no subject)",
  others: (first, count) => `${first} and ${count} more`,
  arrived: ({ kind, title }) => `New ${en.kinds[kind]}: ${title}`,
  gone: "This entry is gone.",
  told: (webhooks) =>
    webhooks > 0
      ? `Told ${webhooks} ${webhooks === 1 ? "webhook" : "webhooks"}.`
      : "No webhook of this key has asked for this, so nobody was told.",
  facts: { at: "Time", key: "Key", from: "From", to: "To", request: "Request", detail: "Result" },
  target: (key) => (key ? `Hits the key ${key} alone.` : "Hits every key."),
  healthy: "Working",
  active: ({ fault, key, calls }) =>
    [nameOf(fault), key === "*" ? "every key" : key, calls === null ? "until off" : `${calls} left`].join(
      " · ",
    ),
  sample: {
    name: "Hana Kim",
    office: "Office",
    subject: "A test mail",
    text: "The sandbox works. This mail went nowhere.",
  },
};

const chosen = { ko, en }[language];
const clock = new Intl.DateTimeFormat(language, { timeStyle: "medium", hourCycle: "h23" });
const calendar = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });

/** What the page says while it works, in its language. */
export const texts = {
  ...chosen,
  time: (at: number) => clock.format(at),
  date: (at: number) => calendar.format(at),
  health: (faults: readonly Fault[]) =>
    faults.length > 0 ? faults.map(({ fault }) => nameOf(fault)).join(", ") : chosen.healthy,
  titleOf({ kind, title }: Summary): string {
    if (kind === "fault") return nameOf(title);
    if (kind === "purge") return chosen.purges[title] ?? title;
    return title || chosen.untitled;
  },
  toOf: ({ to: [first = "", ...more] }: Summary) =>
    more.length > 0 ? chosen.others(first, more.length) : first,
};
