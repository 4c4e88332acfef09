import { type Route, raw, route } from "../http/route.ts";
import { page } from "./layout.tsx";

/** `/docs`: the API reference, with its script served by us. */
export function referencePage(): Route {
  return route(
    {
      method: "get",
      path: "/docs",
      operation: "showReference",
      summary: "The API reference",
      room: "site",
      caller: "anyone",
      limit: "reads",
      cache: "revalidate",
      headers: "reference",
      undocumented: true,
      answers: { 200: raw("A page.", "text/html") },
    },
    async ({ call }) =>
      page(
        call,
        { title, description, styles: ["reference.css"], scripts: ["reference.js"] },
        <>
          <h1>{title[call.language]}</h1>
          <p class="lead">
            {description[call.language]} <a href="/openapi.json">openapi.json</a>
          </p>
          <div id="reference" class="reference">
            <noscript>
              <p>{withoutScript[call.language]}</p>
            </noscript>
          </div>
        </>,
      ),
  );
}

const title = { ko: "API 문서", en: "API reference" };
const description = {
  ko: "API마다 주소와 입력, 응답을 보고 바로 호출해 볼 수 있습니다.",
  en: "Every address of the API: what goes in, what comes out, to try at once.",
};
const withoutScript = {
  ko: "이 페이지는 JavaScript가 필요합니다. /openapi.json 에 같은 내용이 있습니다.",
  en: "This page needs JavaScript. The same is to be found at /openapi.json.",
};
