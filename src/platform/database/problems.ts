import { defineProblem } from "../../kit/problem.ts";

/** A row with the same key is already there. Services that expect one catch this and say what it means. */
export const databaseConflict = defineProblem({
  id: "database-conflict",
  status: 409,
  title: { ko: "이미 등록된 내용입니다", en: "This is already there" },
  meaning: {
    ko: "같은 값으로 등록된 항목이 이미 있어서 저장하지 않았습니다. 목록을 새로 불러와 기존 항목을 확인하세요.",
    en: "An entry with the same key exists, so nothing was saved. Load the list again and look at that entry.",
  },
});

/** An `exactlyOne` step did not change one row: somebody else was faster, or the thing is gone. */
export const databaseGuardFailed = defineProblem({
  id: "database-guard-failed",
  status: 409,
  title: { ko: "그사이에 내용이 바뀌었습니다", en: "This has changed in the meantime" },
  meaning: {
    ko: "처리하는 동안 다른 요청이 같은 내용을 먼저 바꾸었습니다. 아무것도 저장되지 않았으니 최신 내용을 불러온 뒤 다시 시도하세요.",
    en: "Another request changed the same thing first. Nothing was saved. Load the newest state and try again.",
  },
});
