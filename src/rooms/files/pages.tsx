import { type Route, raw, route } from "../../http/route.ts";
import { page } from "../../site/layout.tsx";
import { DemoPage, description, title } from "./demo-page.tsx";

/** What the page needs to know of the house. */
interface House {
  ENVIRONMENT: "development" | "preview" | "production";
  ADMIN_API_KEY?: string | undefined;
}

/** `/demo/files`: the room's main job, to try by hand. Production has no such page. */
export function filesPages(house: House): Route[] {
  if (house.ENVIRONMENT === "production") return [];
  // In development the key stands in a file that everybody has; elsewhere people type their own.
  const key = house.ENVIRONMENT === "development" ? (house.ADMIN_API_KEY ?? "") : "";
  return [
    route(
      {
        method: "get",
        path: "/demo/files",
        operation: "showFilesDemo",
        summary: "Upload files and see them come back",
        room: "files",
        caller: "anyone",
        limit: "reads",
        cache: "no-store",
        headers: "page",
        undocumented: true,
        answers: { 200: raw("A page.", "text/html") },
      },
      async ({ call }) =>
        page(
          call,
          { title, description, styles: ["demo-files.css"], scripts: ["demo-files.js"] },
          <DemoPage language={call.language} apiKey={key} />,
        ),
    ),
  ];
}
