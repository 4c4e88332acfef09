import type { Text } from "../../src/kit/problem.ts";
import type { HappeningName } from "../vendors/sendgrid/happenings.ts";

/** What may happen to a mail, as the page calls it. */
export const happeningTexts: Record<HappeningName, Text> = {
  processed: { ko: "접수", en: "Processed" },
  delivered: { ko: "전달", en: "Delivered" },
  deferred: { ko: "지연", en: "Deferred" },
  "machine-open": { ko: "자동 열람", en: "Opened by a machine" },
  open: { ko: "열람", en: "Opened" },
  click: { ko: "링크 클릭", en: "Clicked" },
  bounce: { ko: "반송", en: "Bounced" },
  blocked: { ko: "일시 차단", en: "Blocked for now" },
  dropped: { ko: "발송 제외", en: "Dropped" },
  spamreport: { ko: "스팸 신고", en: "Reported as spam" },
  unsubscribe: { ko: "수신 거부", en: "Unsubscribed" },
  group_unsubscribe: { ko: "그룹 수신 거부", en: "Unsubscribed from a group" },
};
