import type { Child } from "hono/jsx";
import type { Call } from "../http/call.ts";
import type { Language, Text } from "../kit/problem.ts";
import { type AssetName, assetPath } from "../platform/assets.ts";
import { hrefTo, hrefToLanguage } from "./links.ts";

/** What is special about one page. */
export interface PageOptions {
  title: Text;
  description: Text;
  styles?: readonly AssetName[];
  scripts?: readonly AssetName[];
  status?: number;
}

/** A whole page around its content, in the caller's language. */
export function page(call: Call, options: PageOptions, content: Child): Response {
  const document = (
    <Layout call={call} {...options}>
      {content}
    </Layout>
  );
  return new Response(`<!doctype html>${document}`, {
    status: options.status ?? 200,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Language": call.language,
      Vary: "Accept-Language",
    },
  });
}

function Layout({ call, children, ...options }: PageOptions & { call: Call; children?: Child }) {
  const { language } = call;
  const { title, description, styles = [], scripts = [] } = options;
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title[language]} · tov-edge`}</title>
        <meta name="description" content={description[language]} />
        <link rel="icon" href={assetPath("icon.svg")} type="image/svg+xml" />
        {["site.css" as const, ...styles].map((name) => (
          <link rel="stylesheet" href={assetPath(name)} />
        ))}
        {scripts.map((name) => (
          <script type="module" src={assetPath(name)} />
        ))}
      </head>
      <body>
        <a class="skip" href="#content">
          {texts.skip[language]}
        </a>
        <Header call={call} />
        <main id="content" tabindex={-1}>
          {children}
        </main>
        <Footer language={language} />
      </body>
    </html>
  );
}

function Header({ call }: { call: Call }) {
  const { language } = call;
  return (
    <header class="bar">
      <a class="brand" href={hrefTo(call, "/")}>
        <img src={assetPath("icon.svg")} alt="" width="28" height="28" />
        tov-edge
      </a>
      <nav aria-label={texts.navigation[language]}>
        {places.map(({ path, name }) => (
          <a href={hrefTo(call, path)} aria-current={call.url.pathname === path ? "page" : undefined}>
            {name[language]}
          </a>
        ))}
      </nav>
      <LanguageSwitch call={call} />
    </header>
  );
}

function LanguageSwitch({ call }: { call: Call }) {
  const other: Language = call.language === "ko" ? "en" : "ko";
  return (
    <a class="language" href={hrefToLanguage(call, other)} hreflang={other} lang={other}>
      {languageNames[other]}
    </a>
  );
}

function Footer({ language }: { language: Language }) {
  return (
    <footer class="foot">
      <p>{texts.footer[language]}</p>
    </footer>
  );
}

const languageNames: Record<Language, string> = { ko: "한국어", en: "English" };

const places = [
  { path: "/docs", name: { ko: "API 문서", en: "API reference" } },
  { path: "/problems", name: { ko: "문제 해설", en: "Problems" } },
];

const texts = {
  skip: { ko: "본문으로 건너뛰기", en: "Skip to content" },
  navigation: { ko: "주요 메뉴", en: "Main" },
  footer: {
    ko: "tov-edge · 비영리단체 홈페이지가 쓰는 외부 서비스를 Worker 하나로. MIT 라이선스.",
    en: "tov-edge · Every outside service of a non-profit's homepage, in one Worker. MIT licence.",
  },
};
