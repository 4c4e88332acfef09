import { type Route, raw, route } from "../http/route.ts";
import type { Services } from "../services.ts";
import { homePage } from "./home-page.tsx";
import { problemPages } from "./problem-pages.tsx";
import { referencePage } from "./reference-page.tsx";

/** The pages that belong to no room. */
export function sitePages(services: Services, document: () => object): Route[] {
  return [homePage(services), referencePage(), ...problemPages(), openApiRoute(document)];
}

function openApiRoute(document: () => object): Route {
  let text: string | undefined;
  return route(
    {
      method: "get",
      path: "/openapi.json",
      operation: "getOpenApi",
      summary: "This document",
      room: "site",
      caller: "anyone",
      limit: "reads",
      cache: "revalidate",
      headers: "api",
      undocumented: true,
      answers: { 200: raw("OpenAPI 3.1.", "application/json") },
    },
    async () => {
      text ??= JSON.stringify(document());
      return new Response(text, { headers: { "Content-Type": "application/json" } });
    },
  );
}
