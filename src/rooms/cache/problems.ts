import { defineProblem } from "../../kit/problem.ts";

export const cannotPurgeBy = defineProblem({
  id: "cache-cannot-purge-by",
  status: 422,
  title: { ko: "이 방법으로는 캐시를 비울 수 없습니다", en: "The cache cannot be purged that way" },
  meaning: {
    ko: "기본 드라이버(local)는 주소(urls)로만, 요청을 받은 데이터센터의 캐시만 비웁니다. 태그·접두사·전체 비우기는 PURGE_DRIVER=cloudflare로 합니다.",
    en: "The default driver, local, purges by urls alone, and in the data centre that answers. Tags, prefixes and everything take PURGE_DRIVER=cloudflare.",
  },
});

export const purgeOneWay = defineProblem({
  id: "cache-purge-one-way",
  status: 422,
  title: { ko: "비울 대상을 한 가지 방법으로 지정하세요", en: "Say in one way what to purge" },
  meaning: {
    ko: "urls, tags, prefixes, everything 가운데 정확히 하나를 보내야 합니다.",
    en: "Send exactly one of urls, tags, prefixes and everything.",
  },
});
