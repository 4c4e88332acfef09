import type { ClientProblemId, Failure } from "./result.ts";

type Language = "ko" | "en";

const titles: Record<ClientProblemId, Record<Language, string>> = {
  "client-network": { ko: "서버에 연결하지 못했습니다", en: "The server could not be reached" },
  "client-aborted": { ko: "요청이 취소되었습니다", en: "The request was cancelled" },
  "client-unreadable": { ko: "서버의 응답을 읽을 수 없습니다", en: "The server's answer cannot be read" },
  "client-invalid-input": { ko: "보낼 수 없는 값입니다", en: "The input cannot be sent" },
  "client-part-refused": {
    ko: "저장소가 파일의 일부를 받지 않았습니다",
    en: "The store did not take a part of the file",
  },
};

/** The language that a client was made with, for what is done by its methods from outside. */
export const languages = new WeakMap<object, Language>();

/** What is said of a problem besides its name. */
interface Particulars {
  language: Language | undefined;
  /** The HTTP status; 0 where no answer came. */
  status?: number;
  detail?: string;
}

/** A problem that the client itself has found. */
export function clientProblem(
  id: ClientProblemId,
  { language = browserLanguage(), status = 0, detail }: Particulars,
): Failure<never> {
  return { id, status, title: titles[id][language], ...(detail !== undefined && { detail }), errors: [] };
}

/** What was thrown on the way to the server or back. */
export function connectionProblem(
  error: unknown,
  { signal, language }: { signal: AbortSignal | undefined; language: Language | undefined },
): Failure<never> {
  return clientProblem(signal?.aborted ? "client-aborted" : "client-network", {
    language,
    detail: messageOf(error),
  });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** As the server picks it by what a browser sends: the first language that we speak, else Korean. */
function browserLanguage(): Language {
  // Node has a navigator too, but its fetch names no language, and the server then answers in Korean.
  const preferred = typeof location === "undefined" ? [] : navigator.languages;
  const known = preferred
    .map((tag) => tag.toLowerCase().split("-")[0])
    .find((tag) => tag === "ko" || tag === "en");
  return known ?? "ko";
}

/** As much of browsers as is used here; not every runtime has it. */
declare const location: object | undefined;
declare const navigator: { readonly languages: readonly string[] };
