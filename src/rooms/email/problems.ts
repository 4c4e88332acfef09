import { defineProblem } from "../../kit/problem.ts";

export const emailNotFound = defineProblem({
  id: "email-not-found",
  status: 404,
  title: { ko: "메일을 찾을 수 없습니다", en: "There is no such e-mail" },
  meaning: {
    ko: "보낸 적이 없거나, 받는 사람의 요청으로 기록이 지워진 메일입니다.",
    en: "It was never sent, or its record was erased at its recipient's request.",
  },
});
