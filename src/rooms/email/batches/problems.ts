import { defineProblem } from "../../../kit/problem.ts";

export const batchNotFound = defineProblem({
  id: "email-batch-not-found",
  status: 404,
  title: { ko: "단체 메일을 찾을 수 없습니다", en: "There is no such batch of e-mails" },
  meaning: {
    ko: "주소에 있는 번호의 단체 메일이 없습니다. 목록에서 다시 찾아보세요.",
    en: "No batch has the id in the address. Look for it in the list.",
  },
});

export const batchOver = defineProblem({
  id: "email-batch-over",
  status: 409,
  title: { ko: "이 상태에서는 할 수 없습니다", en: "The batch is not in a state for that" },
  meaning: {
    ko: "끝났거나 취소한 단체 메일은 멈추거나 이어서 보낼 수 없고, 다시 보내기는 끝난 뒤에만 할 수 있습니다. 지금 상태를 먼저 확인하세요.",
    en: "A batch that is complete or cancelled can neither be paused nor resumed, and only one that is complete can be sent again. Look at its state first.",
  },
});
