type Language = "ko" | "en";

const language: Language = document.documentElement.lang === "en" ? "en" : "ko";

/** What the page says while it works, in its language. Everything that is there from the start comes from the server. */
const all = {
  ko: {
    waiting: "기다리는 중",
    sending: (percent: number) => `${percent}% 보냄`,
    offline: "연결이 끊겼습니다. 다시 연결되면 이어서 올립니다.",
    checking: "내용을 확인하는 중",
    started: (name: string) => `${name} 올리기를 시작했습니다.`,
    percent: (name: string, percent: number) => `${name} ${percent}%`,
    done: (name: string) => `${name} 파일을 올렸습니다.`,
    failed: (name: string, reason: string) => `${name} 파일을 올리지 못했습니다. ${reason}`,
    deleted: (name: string) => `${name} 파일을 삭제했습니다.`,
    restored: (name: string) => `${name} 파일을 되돌렸습니다.`,
    cancelled: (name: string) => `${name} 올리기를 취소했습니다.`,
    empty: "아직 파일이 없습니다.",
    hidden: "올린 파일은 담당자만 볼 수 있습니다. 목록을 보려면 API 키를 넣으세요.",
    unreachable: "서버에 연결할 수 없습니다",
    unreachableDetail: "인터넷 연결을 확인하고 다시 시도해 주세요.",
    storeRefused: "저장소가 파일을 받지 않았습니다",
    unreadable: "파일을 읽을 수 없습니다",
    unreadableDetail: "파일이 옮겨졌거나 바뀌었을 수 있습니다. 파일을 다시 골라 주세요.",
    learnMore: "자세히 보기",
    labelled: (action: string, name: string) => `${name} ${action}`,
  },
  en: {
    waiting: "Waiting",
    sending: (percent: number) => `${percent}% sent`,
    offline: "The connection is gone. It goes on when it is back.",
    checking: "Looking at what has arrived",
    started: (name: string) => `Uploading ${name}.`,
    percent: (name: string, percent: number) => `${name} ${percent}%`,
    done: (name: string) => `${name} has arrived.`,
    failed: (name: string, reason: string) => `${name} could not be uploaded. ${reason}`,
    deleted: (name: string) => `${name} is deleted.`,
    restored: (name: string) => `${name} is restored.`,
    cancelled: (name: string) => `${name} is cancelled.`,
    empty: "There are no files yet.",
    hidden: "Only staff may see what has arrived. Enter an API key to see the list.",
    unreachable: "The server cannot be reached",
    unreachableDetail: "Check your connection and try again.",
    storeRefused: "The store did not take the file",
    unreadable: "The file cannot be read",
    unreadableDetail: "It may have been moved or changed. Choose it again.",
    learnMore: "Learn more",
    labelled: (action: string, name: string) => `${action} ${name}`,
  },
};

export const texts = all[language];

const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

/** Bytes as the rules of collections count them: `3.4 MiB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KiB", "MiB", "GiB"] as const;
  const exponent = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  return `${number.format(bytes / 1024 ** exponent)} ${units[exponent - 1]}`;
}

export function formatTime(milliseconds: number): string {
  return day.format(milliseconds);
}
