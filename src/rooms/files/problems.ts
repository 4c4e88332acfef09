import { defineProblem } from "../../kit/problem.ts";

export const fileNotFound = defineProblem({
  id: "files-not-found",
  status: 404,
  title: { ko: "파일을 찾을 수 없습니다", en: "There is no such file" },
  meaning: {
    ko: "지워졌거나 숨겨졌거나, 이 호출자가 볼 수 없는 파일입니다.",
    en: "It is deleted or hidden, or this caller may not know of it.",
  },
});

export const mayNotWrite = defineProblem({
  id: "files-may-not-write",
  status: 403,
  title: { ko: "이 보관함에 올릴 권한이 없습니다", en: "Not allowed to add to this collection" },
  meaning: {
    ko: "GET /api/files/collections의 write가 필요한 권한입니다.",
    en: "The scope that it takes is `write` at GET /api/files/collections.",
  },
});

export const tooLarge = defineProblem({
  id: "files-too-large",
  status: 413,
  title: { ko: "파일이 너무 큽니다", en: "The file is too large" },
  meaning: {
    ko: "보관함마다 받는 최대 크기가 다릅니다. 보관함 목록(GET /api/files/collections)의 maxSize를 확인하세요.",
    en: "Each collection has a largest size: see maxSize at GET /api/files/collections.",
  },
});

export const typeNotAllowed = defineProblem({
  id: "files-type-not-allowed",
  status: 415,
  title: { ko: "이 보관함에서 받지 않는 형식입니다", en: "The collection does not take this type" },
  meaning: {
    ko: "파일의 이름이나 헤더가 아니라 실제 내용으로 형식을 판단합니다. GET /api/files/collections의 types를 확인하세요. 홈페이지에 실을 아이폰 HEIC 사진은 JPEG로 바꿔 올려 주세요.",
    en: "The type is told by the bytes themselves, not by name or header: see types at GET /api/files/collections. Save HEIC photos of an iPhone as JPEG to show them on the homepage.",
  },
});

export const contentRefused = defineProblem({
  id: "files-content-refused",
  status: 422,
  title: { ko: "파일의 내용을 받을 수 없습니다", en: "The file's content is refused" },
  meaning: {
    ko: "파일이 손상되었거나, 두 형식으로 읽히거나, 매크로·압축 폭탄처럼 여는 사람에게 해로울 수 있는 것이 들어 있습니다. detail에 이유가 있습니다.",
    en: "The file is damaged, or reads as two formats at once, or holds what could harm who opens it, such as macros or an archive bomb. The detail says which.",
  },
});

export const uploadMismatch = defineProblem({
  id: "files-upload-mismatch",
  status: 422,
  title: { ko: "올라온 내용이 신고한 것과 다릅니다", en: "What arrived is not what was announced" },
  meaning: {
    ko: "크기나 SHA-256이 업로드를 시작할 때 알린 값과 다릅니다. 다시 올려 주세요.",
    en: "Its size or SHA-256 differs from what the upload began with. Please upload it again.",
  },
});

export const notArrived = defineProblem({
  id: "files-not-arrived",
  status: 409,
  title: { ko: "아직 다 올라오지 않았습니다", en: "Not everything has arrived" },
  meaning: {
    ko: "받은 주소로 모든 조각을 PUT 한 뒤에 완료를 요청하세요. 끊겼다면 /parts로 주소를 다시 받아 빠진 조각만 올리면 됩니다.",
    en: "PUT every part to the URLs before completing. After a break, ask /parts for new URLs and send only what is missing.",
  },
});

export const changedMeanwhile = defineProblem({
  id: "files-changed-meanwhile",
  status: 409,
  title: { ko: "검사하는 동안 파일이 바뀌었습니다", en: "The file changed while it was checked" },
  meaning: {
    ko: "검사를 마친 바로 그 바이트만 저장합니다. 완료를 다시 요청하면 바뀐 내용을 처음부터 검사합니다.",
    en: "Only the very bytes that were checked are kept. Complete it again to have the new ones checked.",
  },
});

export const uploadExpired = defineProblem({
  id: "files-upload-expired",
  status: 409,
  title: { ko: "업로드 기한이 지났습니다", en: "The upload has expired" },
  meaning: {
    ko: "시작한 지 24시간 안에 완료해야 합니다. 새로 시작하세요.",
    en: "It has to be completed within 24 hours. Begin anew.",
  },
});

export const quotaExceeded = defineProblem({
  id: "files-quota-exceeded",
  status: 429,
  title: { ko: "오늘 올릴 수 있는 양을 넘었습니다", en: "The day's upload quota is used up" },
  meaning: {
    ko: "누구나 올릴 수 있는 보관함에는 하루 총량이 있습니다. 한국 시각 자정이 지나면 다시 올릴 수 있습니다.",
    en: "Collections that anyone may add to have a daily quota. It begins anew at midnight in Korea.",
  },
});

export const tooBusy = defineProblem({
  id: "files-too-busy",
  status: 503,
  title: { ko: "지금은 업로드가 몰려 있습니다", en: "Too many uploads at this moment" },
  meaning: {
    ko: "Retry-After만큼 기다렸다가 다시 보내거나, /api/files/uploads로 저장소에 바로 올리세요.",
    en: "Wait as long as Retry-After says, or upload straight to the store by /api/files/uploads.",
  },
});

export const noPicture = defineProblem({
  id: "files-no-picture",
  status: 422,
  title: { ko: "그림 파일이 아닙니다", en: "The file is no picture" },
  meaning: {
    ko: "초점은 사진과 그림에만 정할 수 있습니다. 문서에는 정할 수 없습니다.",
    en: "Only pictures have a focus. Documents have none.",
  },
});

export const notRestorable = defineProblem({
  id: "files-not-restorable",
  status: 409,
  title: { ko: "되돌릴 것이 없습니다", en: "There is nothing to restore" },
  meaning: {
    ko: "지워지지 않은 파일이거나, 지운 지 30일이 지났거나, 그 파일을 대신한 파일이 다시 바뀌었습니다.",
    en: "The file is not deleted, or was deleted more than 30 days ago, or what replaced it has been replaced itself.",
  },
});
