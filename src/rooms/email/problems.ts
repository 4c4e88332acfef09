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

export const audienceUnusable = defineProblem({
  id: "email-audience-unusable",
  status: 422,
  title: { ko: "받는 사람 목록을 쓸 수 없습니다", en: "The audience cannot be used" },
  meaning: {
    ko: "errors 목록이 처음 100줄까지 몇 번째 줄이 어떤 규칙을 어겼는지 알려 줍니다. 고쳐서 다시 보내거나, skipUnusable: true로 보내면 쓸 수 없는 줄을 빼고 보냅니다.",
    en: "The list `errors` says which lines, up to a hundred, break which rule. Mend them and send it again; or send it with `skipUnusable: true`, which leaves out what cannot be used.",
  },
});
