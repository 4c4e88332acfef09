import { defineProblem } from "../kit/problem.ts";

/** The problems that any route can answer, whatever its room. */
export const malformed = defineProblem({
  id: "http-malformed",
  status: 400,
  title: { ko: "요청을 읽을 수 없습니다", en: "The request cannot be read" },
  meaning: {
    ko: "본문이 JSON이 아니거나 중간에 끊겼거나, 헤더의 형식이 잘못되었습니다.",
    en: "The body is not JSON, or it breaks off, or a header is not in its format.",
  },
});

export const invalidInput = defineProblem({
  id: "http-invalid-input",
  status: 422,
  title: { ko: "입력 값이 올바르지 않습니다", en: "The input is not valid" },
  meaning: {
    ko: "errors 목록의 pointer가 어느 값인지, detail이 어떤 규칙을 어겼는지 알려 줍니다. 값을 고쳐 다시 보내세요.",
    en: "In the list `errors`, `pointer` says which value and `detail` which rule it breaks. Mend it and send it again.",
  },
});

export const unauthenticated = defineProblem({
  id: "http-unauthenticated",
  status: 401,
  title: { ko: "인증이 필요합니다", en: "Authentication is needed" },
  meaning: {
    ko: "Authorization: Bearer tov_… 헤더에 유효한 API 키를 넣어 보내세요. 키가 만료되었거나 취소되었을 수 있습니다.",
    en: "Send a valid API key as Authorization: Bearer tov_…. The key may have expired or been revoked.",
  },
});

export const forbidden = defineProblem({
  id: "http-forbidden",
  status: 403,
  title: { ko: "권한이 없습니다", en: "Not allowed" },
  meaning: {
    ko: "이 키에는 해당 작업의 권한(scope)이 없습니다. 관리자에게 권한이 있는 키를 요청하세요.",
    en: "This key lacks the scope for this operation. Ask an administrator for a key that has it.",
  },
});

export const notFound = defineProblem({
  id: "http-not-found",
  status: 404,
  title: { ko: "찾을 수 없습니다", en: "Not found" },
  meaning: {
    ko: "주소가 틀렸거나, 지워졌거나, 이 호출자에게 보이지 않는 것입니다.",
    en: "The address is wrong, the thing is gone, or this caller may not know of it.",
  },
});

export const methodNotAllowed = defineProblem({
  id: "http-method-not-allowed",
  status: 405,
  title: { ko: "이 주소에서 쓸 수 없는 메서드입니다", en: "The address does not take this method" },
  meaning: {
    ko: "Allow 헤더에 쓸 수 있는 메서드가 있습니다.",
    en: "The Allow header lists the methods that it takes.",
  },
});

export const bodyTooLarge = defineProblem({
  id: "http-body-too-large",
  status: 413,
  title: { ko: "본문이 너무 큽니다", en: "The body is too large" },
  meaning: {
    ko: "이 경로가 받는 크기를 넘었습니다. 파일은 /api/files/uploads로 나누어 올릴 수 있습니다.",
    en: "It is over what this route takes. Files can go up in parts by /api/files/uploads.",
  },
});

export const lengthRequired = defineProblem({
  id: "http-length-required",
  status: 411,
  title: { ko: "Content-Length가 필요합니다", en: "Content-Length is needed" },
  meaning: {
    ko: "파일 본문은 길이를 미리 알려야 저장소로 바로 흘려보낼 수 있습니다.",
    en: "The length of a file's body must be known beforehand, so that it can stream straight into the store.",
  },
});

export const unsupportedMediaType = defineProblem({
  id: "http-unsupported-media-type",
  status: 415,
  title: { ko: "지원하지 않는 Content-Type입니다", en: "The Content-Type is not supported" },
  meaning: {
    ko: "이 경로가 받는 형식은 API 문서(/docs)에 있습니다. 대부분 application/json 입니다.",
    en: "The API reference at /docs says what this route takes. Mostly it is application/json.",
  },
});

export const rangeNotSatisfiable = defineProblem({
  id: "http-range-not-satisfiable",
  status: 416,
  title: { ko: "요청한 범위가 파일 밖에 있습니다", en: "The range lies outside of the file" },
  meaning: {
    ko: "Content-Range 헤더에 파일의 크기가 있습니다.",
    en: "The Content-Range header says how large the file is.",
  },
});

export const tooManyRequests = defineProblem({
  id: "http-too-many-requests",
  status: 429,
  title: { ko: "요청이 너무 많습니다", en: "Too many requests" },
  meaning: {
    ko: "Retry-After 헤더의 시간(초)이 지난 뒤 다시 시도하세요.",
    en: "Try again after as many seconds as the Retry-After header says.",
  },
});

export const idempotencyKeyReused = defineProblem({
  id: "http-idempotency-key-reused",
  status: 422,
  title: {
    ko: "같은 Idempotency-Key로 다른 요청을 보냈습니다",
    en: "The Idempotency-Key was used for another request",
  },
  meaning: {
    ko: "키 하나는 요청 하나를 뜻합니다. 다른 내용을 보내려면 새 키를 쓰세요.",
    en: "One key stands for one request. Use a new key to send something else.",
  },
});

export const idempotencyKeyRunning = defineProblem({
  id: "http-idempotency-key-running",
  status: 409,
  title: { ko: "같은 요청을 아직 처리하고 있습니다", en: "The same request is still running" },
  meaning: {
    ko: "같은 Idempotency-Key의 첫 요청이 끝나지 않았습니다. 잠시 뒤 다시 보내면 그 결과를 받습니다.",
    en: "The first request with this Idempotency-Key has not finished. Send it again later to get its answer.",
  },
});

export const internalError = defineProblem({
  id: "http-internal-error",
  status: 500,
  title: { ko: "서버 오류입니다", en: "Something went wrong here" },
  meaning: {
    ko: "예상하지 못한 오류이며 기록되었습니다. 문의할 때 요청 번호(instance)를 알려 주세요.",
    en: "It was not foreseen, and it is on record. Please name the request's number (instance) when you report it.",
  },
});
