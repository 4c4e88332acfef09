import * as z from "zod";
import type { Call } from "../../http/call.ts";
import { rangeNotSatisfiable } from "../../http/problems.ts";
import { hasVersion, requestedRange } from "../../http/range.ts";
import { type Route, raw, route } from "../../http/route.ts";
import { contentDisposition } from "../../kit/content-disposition.ts";
import type { World } from "../../kit/world.ts";
import type { EdgeCache } from "../../platform/edge-cache.ts";
import { collectionOf } from "./collections.ts";
import { fileNotFound } from "./problems.ts";
import type { FilesService } from "./service.ts";
import type { FileRow } from "./store.ts";

/** `/files/{key}`: public files, from the edge's cache where it has them. */
export function deliveryRoutes(files: FilesService, cache: EdgeCache, world: World): Route[] {
  return [
    route(
      {
        method: "get",
        path: "/files/{key+}",
        operation: "deliverFile",
        summary: "A public file; honours Range, If-Range and If-None-Match",
        room: "files",
        caller: "anyone",
        limit: "none",
        cache: "own",
        headers: "file",
        params: z.object({ key: z.string().max(1024) }),
        answers: {
          200: raw("The file.", "application/octet-stream"),
          206: raw("A piece of it.", "application/octet-stream"),
          304: raw("The client has it already."),
        },
        problems: [fileNotFound, rangeNotSatisfiable],
      },
      async ({ params, call }) => {
        const path = `/files/${params.key}`;
        const cached = await cache.match(path, call.request);
        if (cached) return cached;
        return deliver(await files.findPublic(params.key), path, call);
      },
    ),
  ];

  async function deliver(row: FileRow, path: string, call: Call): Promise<Response> {
    const { request } = call;
    const etag = `"${row.etag}"`;
    const headers = fileHeaders(row, etag);
    if (hasVersion(request, etag)) return new Response(null, { status: 304, headers });
    const range = requestedRange(request, row.size, etag);
    if (request.method === "HEAD") {
      return new Response(null, { headers: { ...headers, "Content-Length": String(row.size) } });
    }
    if (range) {
      const { body } = await files.openPublic(row, range);
      const position = `bytes ${range.offset}-${range.offset + range.length - 1}/${row.size}`;
      const piece = { ...headers, "Content-Range": position, "Content-Length": String(range.length) };
      return new Response(body, { status: 206, headers: piece });
    }
    const { body } = await files.openPublic(row);
    world.defer(keep(row, path, headers));
    return new Response(body, { headers: { ...headers, "Content-Length": String(row.size) } });
  }

  /**
   * Opens the file a second time, because one body for two readers is held in memory for the slower of them. A file that was
   * deleted or hidden while its bytes went into the cache is taken out again.
   */
  async function keep(row: FileRow, path: string, headers: Record<string, string>): Promise<void> {
    const { body } = await files.openPublic(row);
    await cache.put(
      path,
      new Response(body, { headers: { ...headers, "Content-Length": String(row.size) } }),
    );
    if (!(await files.findIfPublic(row.object_key))) await cache.delete([path]);
  }
}

function fileHeaders(row: FileRow, etag: string): Record<string, string> {
  const kind = row.type.startsWith("image/") ? "inline" : "attachment";
  return {
    "Content-Type": row.type,
    "Content-Disposition": contentDisposition(row.name, kind),
    "Cache-Control": collectionOf(row.collection).cacheControl,
    "Accept-Ranges": "bytes",
    ETag: etag,
  };
}
