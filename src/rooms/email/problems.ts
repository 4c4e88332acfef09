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

export const attachmentsTooLarge = defineProblem({
  id: "email-attachments-too-large",
  status: 422,
  title: { ko: "첨부 파일이 너무 큽니다", en: "The attachments are too large" },
  meaning: {
    ko: "메일 한 통의 첨부 파일은 모두 합해 10 MiB까지입니다. 큰 자료는 자료실에 올리고 메일에는 링크를 넣어 주세요.",
    en: "The attachments of one e-mail may have 10 MiB in all. Put larger material into the library and a link to it into the e-mail.",
  },
});

export const suppressionNotFound = defineProblem({
  id: "email-suppression-not-found",
  status: 404,
  title: { ko: "발송 제외 목록에 없는 주소입니다", en: "The address is not suppressed" },
  meaning: {
    ko: "이미 해제되었거나 목록에 오른 적이 없는 주소입니다.",
    en: "It was lifted already, or never stood there.",
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

export const noticeUnsigned = defineProblem({
  id: "email-notice-unsigned",
  status: 401,
  title: { ko: "서명이 올바르지 않습니다", en: "The signature is not valid" },
  meaning: {
    ko: "메일 업체의 서명이 없거나 맞지 않습니다. 운영자는 SENDGRID_WEBHOOK_KEYS가 업체 화면의 공개 키와 같은지 확인해 주세요.",
    en: "The mail vendor's signature is missing or does not fit. An operator should compare SENDGRID_WEBHOOK_KEYS with the public key that the vendor shows.",
  },
});

export const noticeStale = defineProblem({
  id: "email-notice-stale",
  status: 401,
  title: { ko: "서명한 지 너무 오래되었습니다", en: "It was signed too long ago" },
  meaning: {
    ko: "서명된 시각이 지금과 5분 넘게 차이가 납니다. 예전 요청을 다시 보낸 것일 수 있습니다.",
    en: "The time that was signed is more than five minutes from now. It may be a copy of an old request.",
  },
});

export const noticeUnreadable = defineProblem({
  id: "email-notice-unreadable",
  status: 400,
  title: { ko: "알림을 읽을 수 없습니다", en: "The notice cannot be read" },
  meaning: {
    ko: "서명은 맞지만 내용이 이벤트의 JSON 목록이 아닙니다.",
    en: "It is signed, but it is no JSON list of events.",
  },
});

export const linkInvalid = defineProblem({
  id: "email-link-invalid",
  status: 404,
  title: { ko: "쓸 수 없는 링크입니다", en: "The link does not work" },
  meaning: {
    ko: "주소가 중간에 잘렸거나, 확인 링크의 유효 기간(7일)이 지났거나, 그 뒤에 새로 보낸 메일의 링크로 바뀌었습니다. 가장 최근 메일의 링크를 눌러 주세요.",
    en: "The address was cut off, or a link to confirm is more than 7 days old, or a later e-mail has a newer one. Please use the link of the latest e-mail.",
  },
});

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

export const consentNotFound = defineProblem({
  id: "email-consent-not-found",
  status: 404,
  title: { ko: "수신 동의를 찾을 수 없습니다", en: "There is no such consent" },
  meaning: {
    ko: "주소에 있는 번호의 수신 동의가 없거나, 본인의 요청으로 지워졌습니다.",
    en: "No consent has the id in the address, or its owner has asked to be forgotten.",
  },
});

export const consentDateWrong = defineProblem({
  id: "email-consent-date",
  status: 422,
  title: { ko: "동의한 날짜를 쓸 수 없습니다", en: "The date of the consent does not count" },
  meaning: {
    ko: "종이로 받은 동의는 이미 지난 날이어야 하고, 그 뒤에 본인이 수신을 거부했다면 등록할 수 없습니다. 새로 동의를 받아 주세요.",
    en: "A consent on paper lies in the past, and counts for nothing once its owner has withdrawn since. Ask for another.",
  },
});
