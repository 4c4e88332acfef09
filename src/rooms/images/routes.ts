import * as z from "zod";
import { namesType } from "../../http/accept.ts";
import { hasVersion } from "../../http/range.ts";
import { json, type Route, raw, reply, route } from "../../http/route.ts";
import { picturePreview } from "../../kit/picture-preview.ts";
import type { World } from "../../kit/world.ts";
import type { EdgeCache } from "../../platform/edge-cache.ts";
import { fileNotFound } from "../files/problems.ts";
import { type PresetName, presets } from "./presets.ts";
import { imagesBusy, imagesTooLarge, imagesUnreadable, imagesUnsupported } from "./problems.ts";
import type { ImagesService, RenderedImage } from "./service.ts";
import { endings, type NamedType, namedTypes } from "./types.ts";

const preset = z.enum(Object.keys(presets) as [PresetName, ...PresetName[]]);
const refusals = [fileNotFound, imagesUnsupported, imagesUnreadable, imagesTooLarge, imagesBusy];
const types = Object.keys(endings);
const pixels = z.number().int().describe("Pixels, upright.");
const previewWithSize = z.object({ width: pixels, height: pixels, ...picturePreview.shape });
/** As for public files: a year in browsers, an hour at the edge. */
const immutable = "public, max-age=31536000, s-maxage=3600, immutable";
/** A crop changes with its focus: browsers show what they have, and look after five minutes whether it is still that. */
const changing = "public, max-age=300, s-maxage=3600, stale-while-revalidate=86400";
const lifetimeOf = (name: PresetName) => (presets[name].fit === "cover" ? changing : immutable);

/** `/images/{preset}/{key}`, and thumbnails of private files. */
export function imagesRoutes(images: ImagesService, cache: EdgeCache, world: World): Route[] {
  return [
    route(
      {
        method: "get",
        path: "/images/preview/{key+}",
        operation: "previewImage",
        summary:
          "What stands in for a public picture while it loads: its size, a colour, a blurhash and a tiny picture",
        room: "images",
        caller: "anyone",
        limit: "none",
        cache: "own",
        headers: "api",
        params: z.object({ key: z.string().max(1024) }),
        answers: { 200: json(previewWithSize, "The preview.") },
        problems: refusals,
      },
      async ({ params }) =>
        reply(200, await images.previewPublic(params.key), { headers: { "Cache-Control": immutable } }),
    ),
    route(
      {
        method: "get",
        path: "/images/{preset}/{key+}",
        operation: "renderImage",
        summary: "A public picture in one of the sizes there are; as what, Accept says",
        room: "images",
        caller: "anyone",
        limit: "none",
        cache: "own",
        headers: "file",
        params: z.object({ preset, key: z.string().max(1024) }),
        answers: {
          200: raw("The picture.", ...types),
          206: raw("A piece of it.", ...types),
          304: raw("The client has it already."),
        },
        problems: refusals,
      },
      async ({ params, call }) => {
        const { preset, key } = params;
        const path = `/images/${preset}/${key}`;
        const named = namedBy(call.request);
        const cached = await matchNamed(path, call.request, named);
        if (cached) return cached;
        const bytes = await toBytes(await images.renderPublic(key, { preset, named }));
        const headers = { ...imageHeaders(bytes), "Cache-Control": lifetimeOf(preset) };
        if (bytes.usual) world.defer(keep(params, bytes, headers));
        if (hasVersion(call.request, headers.ETag)) return new Response(null, { status: 304, headers });
        return new Response(bytes.body, { headers });
      },
    ),
    route(
      {
        method: "get",
        path: "/api/files/{id}/thumbnail",
        operation: "getThumbnail",
        summary: "The thumbnail of a picture, with the caller's rights",
        room: "images",
        caller: "files:read",
        limit: "reads",
        cache: "own",
        headers: "file",
        params: z.object({ id: z.uuid() }),
        answers: { 200: raw("The thumbnail.", ...types) },
        problems: refusals,
      },
      async ({ params, call }) => {
        const image = await images.renderThumbnail(call.caller, params.id, namedBy(call.request));
        return new Response(image.body, {
          headers: { ...imageHeaders(image), "Cache-Control": "private, no-store" },
        });
      },
    ),
  ];

  /**
   * What the edge has at a path, for a client that takes it. The Cache API disregards Vary, so there is one entry, of the
   * type that most browsers get, and everybody else is answered from the kept renditions.
   */
  async function matchNamed(
    path: string,
    request: Request,
    named: readonly NamedType[],
  ): Promise<Response | undefined> {
    const cached = named.length > 0 ? await cache.match(path, request) : undefined;
    const type = cached?.headers.get("Content-Type");
    if (cached?.status === 304 || named.some((one) => one === type)) return cached;
    await cached?.body?.cancel();
    return undefined;
  }

  /** A picture whose file was deleted, hidden or focused while it went into the cache is taken out again. */
  async function keep(
    { preset, key }: { preset: PresetName; key: string },
    image: RenderedImage & { body: Uint8Array<ArrayBuffer> },
    headers: Record<string, string>,
  ): Promise<void> {
    const path = `/images/${preset}/${key}`;
    await cache.put(path, new Response(image.body, { headers }));
    if (!(await images.isStillShown(key, preset, image))) await cache.delete([path]);
  }
}

function imageHeaders({ type, size, etag }: Pick<RenderedImage, "type" | "size" | "etag">) {
  return {
    "Content-Type": type,
    "Content-Length": String(size),
    ETag: `"${etag}"`,
    Vary: "Accept",
  };
}

function namedBy(request: Request): NamedType[] {
  return namedTypes.filter((type) => namesType(request, type));
}

/** A rendition is small: a few hundred kilobytes at most, held once for the visitor and the cache. */
async function toBytes(image: RenderedImage): Promise<RenderedImage & { body: Uint8Array<ArrayBuffer> }> {
  if (image.body instanceof Uint8Array) return { ...image, body: image.body };
  return { ...image, body: new Uint8Array(await new Response(image.body).arrayBuffer()) };
}
