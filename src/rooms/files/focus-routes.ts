import * as z from "zod";
import { json, jsonBody, type Route, reply, route } from "../../http/route.ts";
import { fileNotFound, noPicture } from "./problems.ts";
import { file, focus } from "./schema.ts";
import type { FilesService } from "./service.ts";
import { createFileView } from "./view.ts";

const common = {
  path: "/api/files/{id}/focus",
  room: "files",
  caller: "files:write",
  limit: "writes",
  cache: "no-store",
  headers: "api",
  params: z.object({ id: z.uuid() }),
  answers: { 200: json(file, "The file as it is now.") },
  problems: [fileNotFound, noPicture],
} as const;

/** `/api/files/{id}/focus`: what a picture's crops keep in their middle. */
export function focusRoutes(files: FilesService): Route[] {
  const view = createFileView(files);
  return [
    route(
      {
        ...common,
        method: "put",
        operation: "focusFile",
        summary: "Say which point of a picture its crops keep in the middle",
        body: jsonBody(focus),
      },
      async ({ params, body, call }) =>
        reply(200, view(await files.focusFile(call.caller, params.id, body), call)),
    ),
    route(
      {
        ...common,
        method: "delete",
        operation: "unfocusFile",
        summary: "Let a picture's crops have its own middle again",
      },
      async ({ params, call }) => reply(200, view(await files.focusFile(call.caller, params.id, null), call)),
    ),
  ];
}
