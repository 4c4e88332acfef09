import type { Text } from "../../src/kit/problem.ts";
import type { FaultKind } from "../fault-board.ts";

/** What each fault is called, and what it does, for whoever has to decide which one to try. */
export const faultTexts: Record<FaultKind, { name: Text; meaning: Text }> = {
  delay: {
    name: { ko: "느린 응답", en: "Slow" },
    meaning: { ko: "3초 뒤에야 정상으로 답합니다.", en: "Answers well, but after 3 seconds." },
  },
  hang: {
    name: { ko: "응답 없음", en: "No answer" },
    meaning: { ko: "연결은 되지만 아무 답도 하지 않습니다.", en: "Takes the call and never answers." },
  },
  unreachable: {
    name: { ko: "연결 불가", en: "Unreachable" },
    meaning: {
      ko: "업체 서버가 꺼진 것처럼 연결이 끊깁니다.",
      en: "The connection fails, as if the server were off.",
    },
  },
  refuse: {
    name: { ko: "요청 거절", en: "Refuses" },
    meaning: { ko: "요청 내용이 잘못되었다고 답합니다. (4xx)", en: "Says that the request is wrong. (4xx)" },
  },
  deny: {
    name: { ko: "인증 실패", en: "Denies the key" },
    meaning: { ko: "API 키가 틀렸다고 답합니다. (401)", en: "Says that the API key is wrong. (401)" },
  },
  "too-many": {
    name: { ko: "호출 한도 초과", en: "Too many calls" },
    meaning: {
      ko: "너무 자주 불렀으니 1초 뒤에 오라고 합니다. (429)",
      en: "Says to come back in a second. (429)",
    },
  },
  broken: {
    name: { ko: "서버 오류", en: "Server error" },
    meaning: { ko: "업체 서버가 고장 났다고 답합니다. (5xx)", en: "Says that it is broken itself. (5xx)" },
  },
  malformed: {
    name: { ko: "깨진 응답", en: "Garbled" },
    meaning: {
      ko: "성공이라면서 읽을 수 없는 내용을 보냅니다.",
      en: "Reports success in a body that nobody can read.",
    },
  },
  reset: {
    name: { ko: "응답 중 끊김", en: "Breaks off" },
    meaning: {
      ko: "처리는 했지만 답을 보내다 연결이 끊깁니다.",
      en: "Does the work, then breaks off in the middle of its answer.",
    },
  },
  "timeout-after-effect": {
    name: { ko: "처리 후 무응답", en: "Done, but silent" },
    meaning: {
      ko: "처리는 했지만 답이 오지 않습니다. 다시 보내면 두 번 처리될 수 있습니다.",
      en: "Does the work and never says so. A repetition may do it twice.",
    },
  },
};
