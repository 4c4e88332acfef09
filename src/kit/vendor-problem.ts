import { defineProblem } from "./problem.ts";

/**
 * The four ways in which something outside can fail us, and no more. Drivers throw these; what the vendor
 * really said goes into `cause`, for the log.
 */
export const vendorUnavailable = defineProblem({
  id: "vendor-unavailable",
  status: 503,
  title: { ko: "외부 서비스가 응답하지 않습니다", en: "An outside service does not answer" },
  meaning: {
    ko: "연결이 끊겼거나 제한 시간 안에 답이 오지 않았습니다. 잠시 뒤에 다시 시도하세요. Retry-After 헤더가 있으면 그만큼 기다리면 됩니다.",
    en: "The connection broke, or no answer came within the deadline. Try again later; wait as long as Retry-After says if it is there.",
  },
});

export const vendorRefused = defineProblem({
  id: "vendor-refused",
  status: 502,
  title: { ko: "외부 서비스가 요청을 거절했습니다", en: "An outside service refused the request" },
  meaning: {
    ko: "외부 서비스가 요청을 이해했지만 받아들이지 않았습니다. 같은 요청을 반복해도 결과는 같습니다. 요청 번호와 함께 관리자에게 알려 주세요.",
    en: "The outside service understood the request and turned it down. Repeating it will not help. Tell the operator, with the request's number.",
  },
});

export const vendorMisconfigured = defineProblem({
  id: "vendor-misconfigured",
  status: 500,
  title: { ko: "서비스 설정이 잘못되었습니다", en: "A service is not set up correctly" },
  meaning: {
    ko: "이 기능에 필요한 설정이나 비밀 값이 없거나 틀렸습니다. 운영자는 /api/health에서 어느 설정인지 확인할 수 있습니다.",
    en: "A setting or a secret that this function needs is missing or wrong. An operator sees which one at /api/health.",
  },
});

export const vendorDisabled = defineProblem({
  id: "vendor-disabled",
  status: 503,
  title: { ko: "사용하지 않는 기능입니다", en: "This function is switched off" },
  meaning: {
    ko: "이 설치에서는 이 기능을 설정하지 않았습니다. 운영자는 /api/health에서 무엇이 빠졌는지 확인할 수 있습니다.",
    en: "This installation has not set it up. An operator sees at /api/health what is missing.",
  },
});
