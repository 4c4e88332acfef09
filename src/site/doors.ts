import type { Text } from "../kit/problem.ts";

/** A way from the home page into the house. */
export interface Door {
  path: string;
  name: Text;
  about: Text;
}

/** Where production does not lead. */
export const demoDoor: Door = {
  path: "/demo/files",
  name: { ko: "파일 올려 보기", en: "Try uploading" },
  about: {
    ko: "사진과 문서를 올리고 썸네일과 다운로드를 확인합니다.",
    en: "Photos and documents in, thumbnails and downloads out.",
  },
};

/** The sandbox that `npm run dev` starts. */
export const inboxDoor = (origin: string): Door => ({
  path: `${origin}/`,
  name: { ko: "보낸 메일과 장애 연습", en: "Inbox and faults" },
  about: {
    ko: "밖으로 나가는 메일과 요청이 이곳에 도착하고, 업체의 장애를 흉내 냅니다.",
    en: "Where mails and calls to vendors arrive, and where vendors are made to fail.",
  },
});

/** What anyone may look at. */
export const publicDoors: readonly Door[] = [
  {
    path: "/docs",
    name: { ko: "API 문서", en: "API reference" },
    about: { ko: "모든 주소를 보고 바로 호출해 봅니다.", en: "Every address, to read and to try." },
  },
  {
    path: "/api/files/collections",
    name: { ko: "파일 보관함과 규칙", en: "Collections and their rules" },
    about: {
      ko: "보관함마다 받는 형식과 크기, 권한을 알려 줍니다.",
      en: "Which types, how large, and who may.",
    },
  },
  {
    path: "/problems",
    name: { ko: "문제 해설", en: "Problems" },
    about: { ko: "오류마다 뜻과 해결 방법이 있습니다.", en: "What each error means, and what to do." },
  },
  {
    path: "/api/health",
    name: { ko: "상태 점검", en: "Health" },
    about: { ko: "감시 도구가 읽는 현재 상태입니다.", en: "The state of things, for monitors." },
  },
  {
    path: "/openapi.json",
    name: { ko: "OpenAPI 3.1", en: "OpenAPI 3.1" },
    about: { ko: "클라이언트를 만들 때 쓰는 명세입니다.", en: "The document that clients are made from." },
  },
];
