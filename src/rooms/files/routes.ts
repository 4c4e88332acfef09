import * as z from "zod";
import { decodeCursor, encodeCursor, pageOf, pageQuery } from "../../http/cursor.ts";
import { json, jsonBody, type Route, reply, route } from "../../http/route.ts";
import { collectionNames, collectionOf } from "./collections.ts";
import { fileNotFound, notRestorable } from "./problems.ts";
import { collectionName, collectionView, downloadUrl, fileChanges, file as fileSchema } from "./schema.ts";
import type { FilesService } from "./service.ts";
import { createFileView } from "./view.ts";

const common = { room: "files", cache: "no-store", headers: "api" } as const;
const reading = { ...common, caller: "files:read", limit: "reads" } as const;
const writing = { ...common, caller: "files:write", limit: "writes" } as const;
const byId = z.object({ id: z.uuid() });

/** `/api/files`: what there is. Uploads and public delivery have doors of their own. */
export function filesRoutes(files: FilesService): Route[] {
  const view = createFileView(files);
  return [
    route(
      {
        ...common,
        method: "get",
        path: "/api/files/collections",
        operation: "listCollections",
        summary: "The collections and their rules",
        caller: "anyone",
        limit: "reads",
        cache: "revalidate",
        answers: { 200: json(z.object({ items: z.array(collectionView) }), "Every collection.") },
      },
      async () => reply(200, { items: collectionNames.map((name) => ({ name, ...toView(name) })) }),
    ),
    route(
      {
        ...reading,
        method: "get",
        path: "/api/files",
        operation: "listFiles",
        summary: "The files of a collection, newest first",
        query: z.object({
          collection: collectionName,
          search: z.string().min(1).max(200).optional().describe("A part of the name."),
          deleted: z
            .enum(["true", "false"])
            .default("false")
            .describe("Those that are deleted and can be restored."),
          ...pageQuery.shape,
        }),
        answers: { 200: json(pageOf(fileSchema), "A page of files.") },
        problems: [fileNotFound],
      },
      async ({ query, call }) => {
        const { collection, search, limit } = query;
        const position = decodeCursor(query.cursor, z.tuple([z.int(), z.string()]));
        const after = position && { createdAt: position[0], id: position[1] };
        const filter = { collection, search, limit, deleted: query.deleted === "true" };
        const rows = await files.listFiles(call.caller, filter, after);
        const last = rows.length === limit ? rows.at(-1) : undefined;
        const nextCursor = last ? encodeCursor([last.created_at, last.id]) : null;
        return reply(200, { items: rows.map((row) => view(row, call)), nextCursor });
      },
    ),
    route(
      {
        ...reading,
        method: "get",
        path: "/api/files/{id}",
        operation: "getFile",
        summary: "What is known of a file",
        params: byId,
        answers: { 200: json(fileSchema, "The file.") },
        problems: [fileNotFound],
      },
      async ({ params, call }) => reply(200, view(await files.getFile(call.caller, params.id), call)),
    ),
    route(
      {
        ...reading,
        method: "get",
        path: "/api/files/{id}/url",
        operation: "getDownloadUrl",
        summary: "A URL that downloads the file under its own name, for an hour",
        params: byId,
        answers: { 200: json(downloadUrl, "The signed URL.") },
        problems: [fileNotFound],
      },
      async ({ params, call }) => {
        const signed = await files.getPresignedDownloadUrl(call.caller, params.id, call.url.origin);
        return reply(200, { url: signed.url, expiresAt: signed.expiresAt });
      },
    ),
    route(
      {
        ...writing,
        method: "patch",
        path: "/api/files/{id}",
        operation: "changeFile",
        summary: "Rename, hide or show a file",
        params: byId,
        body: jsonBody(fileChanges),
        answers: { 200: json(fileSchema, "The file as it is now.") },
        problems: [fileNotFound],
      },
      async ({ params, body, call }) =>
        reply(200, view(await files.changeFile(call.caller, params.id, body), call)),
    ),
    route(
      {
        ...writing,
        method: "delete",
        path: "/api/files/{id}",
        operation: "deleteFile",
        summary: "Delete a file; it stays restorable for 30 days",
        params: byId,
        answers: { 200: json(fileSchema, "The file, deleted.") },
        problems: [fileNotFound],
      },
      async ({ params, call }) => reply(200, view(await files.deleteFile(call.caller, params.id), call)),
    ),
    route(
      {
        ...writing,
        method: "post",
        path: "/api/files/{id}/restore",
        operation: "restoreFile",
        summary: "Bring back a deleted or replaced file",
        params: byId,
        answers: { 200: json(fileSchema, "The file, restored.") },
        problems: [fileNotFound, notRestorable],
      },
      async ({ params, call }) => reply(200, view(await files.restoreFile(call.caller, params.id), call)),
    ),
  ];
}

function toView(name: (typeof collectionNames)[number]) {
  const { prefix: _, types, ...rules } = collectionOf(name);
  return { ...rules, types: [...types] };
}
