import * as z from "zod";
import type { Call } from "../http/call.ts";
import { notFound } from "../http/problems.ts";
import { type Route, raw, route } from "../http/route.ts";
import type { Problem, ProblemKind } from "../kit/problem.ts";
import { page } from "./layout.tsx";
import { hrefTo } from "./links.ts";
import { findProblemKind, problemCatalogue } from "./problem-catalogue.ts";

const common = {
  method: "get",
  room: "site",
  caller: "anyone",
  limit: "reads",
  cache: "revalidate",
  headers: "page",
  undocumented: true,
} as const;

/** `/problems` and `/problems/{id}`: what the `type` of a problem leads to (RFC 9457, section 3.1.1). */
export function problemPages(): Route[] {
  return [
    route(
      {
        ...common,
        path: "/problems",
        operation: "showProblems",
        summary: "Every kind of problem",
        answers: { 200: raw("A page.", "text/html") },
      },
      async ({ call }) => page(call, list, <ProblemList call={call} />),
    ),
    route(
      {
        ...common,
        path: "/problems/{id}",
        operation: "showProblem",
        summary: "One kind of problem, explained",
        params: z.object({ id: z.string().max(100) }),
        answers: { 200: raw("A page.", "text/html"), 404: raw("A page, too.", "text/html") },
      },
      async ({ params, call }) => {
        const kind = findProblemKind(params.id);
        if (!kind) return page(call, { ...unknown, status: 404 }, <UnknownProblem call={call} />);
        return page(
          call,
          { title: kind.title, description: kind.meaning },
          <ProblemArticle call={call} kind={kind} />,
        );
      },
    ),
  ];
}

/** A problem where a page was asked for: what happened, what it means, and the number to ask about. */
export function showProblem(call: Call, { kind, detail, headers }: Problem): Response {
  const { language } = call;
  const text = { title: kind.title, description: kind.meaning, status: kind.status };
  const response = page(
    call,
    text,
    <>
      <h1>{kind.title[language]}</h1>
      <p class="lead">{(detail ?? kind.meaning)[language]}</p>
      <p class="quiet">
        <code>{kind.id}</code> {kind.status} · <code>{call.id}</code>
      </p>
      <p>
        <a href={hrefTo(call, "/")}>{texts.home[language]}</a>
      </p>
    </>,
  );
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** What answers at addresses that no route has: a page to who asked for one, a problem document to everyone else. */
export function findNothing(accept: string | undefined): Route {
  return {
    declaration: {
      ...common,
      path: "/{path+}",
      operation: "findNothing",
      summary: "",
      limit: "none",
      cache: "no-store",
      headers: accept?.includes("text/html") ? "page" : "api",
      answers: {},
    },
    handle: () => Promise.reject(notFound()),
  };
}

function ProblemList({ call }: { call: Call }) {
  const { language } = call;
  return (
    <>
      <h1>{list.title[language]}</h1>
      <p class="lead">{list.description[language]}</p>
      <ul class="problems">
        {problemCatalogue.map((kind) => (
          <li>
            <a href={hrefTo(call, `/problems/${kind.id}`)}>{kind.title[language]}</a>
            <span class="quiet">
              <code>{kind.id}</code> {kind.status}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function ProblemArticle({ call, kind }: { call: Call; kind: ProblemKind }) {
  const { language } = call;
  return (
    <article>
      <p class="quiet">
        <a href={hrefTo(call, "/problems")}>{list.title[language]}</a>
      </p>
      <h1>{kind.title[language]}</h1>
      <p class="lead">{kind.meaning[language]}</p>
      <dl class="facts">
        <div>
          <dt>{texts.id[language]}</dt>
          <dd>
            <code>{kind.id}</code>
          </dd>
        </div>
        <div>
          <dt>{texts.status[language]}</dt>
          <dd>{kind.status}</dd>
        </div>
        <div>
          <dt>{texts.address[language]}</dt>
          <dd>
            <code>{`${call.publicOrigin}/problems/${kind.id}`}</code>
          </dd>
        </div>
      </dl>
    </article>
  );
}

function UnknownProblem({ call }: { call: Call }) {
  return (
    <>
      <h1>{unknown.title[call.language]}</h1>
      <p class="lead">{unknown.description[call.language]}</p>
      <p>
        <a href={hrefTo(call, "/problems")}>{list.title[call.language]}</a>
      </p>
    </>
  );
}

const list = {
  title: { ko: "문제 해설", en: "Problems" },
  description: {
    ko: "오류 응답의 type이 가리키는 페이지입니다. 무슨 뜻이고 어떻게 하면 되는지 알려 드립니다.",
    en: "Where the type of an error leads: what it means, and what to do about it.",
  },
};

const unknown = {
  title: { ko: "그런 문제는 없습니다", en: "There is no such problem" },
  description: {
    ko: "주소를 다시 확인하거나 전체 목록에서 찾아보세요.",
    en: "Check the address, or look for it in the list of all.",
  },
};

const texts = {
  home: { ko: "처음으로", en: "To the start" },
  id: { ko: "이름", en: "Name" },
  status: { ko: "HTTP 상태", en: "HTTP status" },
  address: { ko: "type 주소", en: "type" },
};
