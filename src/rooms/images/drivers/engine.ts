import * as z from "zod";
import compiled from "../../../../dist/engine/engine.wasm";
import { defineDriver } from "../../../kit/driver.ts";
import type { Problem } from "../../../kit/problem.ts";
import type { World } from "../../../kit/world.ts";
import type { ImageDriver, Picture, PictureSource, Rendition } from "../driver.ts";
import { createEncoders } from "../encoders/encoder.ts";
import { createEngine, type Engine, PictureError } from "../engine/engine.ts";
import { OneAtATime } from "../one-at-a-time.ts";
import { imagesTooLarge, imagesUnreadable, imagesUnsupported } from "../problems.ts";
import { detailOf } from "../refusal-details.ts";
import { openStoredBody, PATIENCE } from "../stored-body.ts";

/** Of a result: libwebp takes up to 15 bytes for each, beside the engine's 4 and what it decoded them from. */
const MOST_PIXELS = 4e6;

/**
 * Our own engine: reads JPEG, PNG, WebP and GIF as they arrive, and shrinks them row by row, so that 100 megapixels take
 * a few megabytes.
 */
export const engine = defineDriver<ImageDriver>()({
  settings: z.object({}),
  open: (_settings, world) => createEngineDriver(world),
});

/** The driver on a clock. @param patience milliseconds to wait for the next piece of a body */
export function createEngineDriver(world: Pick<World, "now">, patience = PATIENCE): ImageDriver {
  const turns = new OneAtATime(() => world.now());
  const pictures = createEngine(compiled);
  const encoders = createEncoders({
    "image/webp": async () => (await import("../encoders/webp.ts")).createWebpEncoder(),
    "image/jpeg": async () => (await import("../encoders/jpeg.ts")).createJpegEncoder(),
    "image/png": async () => (await import("../encoders/png.ts")).createPngEncoder(),
  });

  async function render(source: PictureSource, wanted: Rendition, renew: () => void): Promise<Picture> {
    const encode = await encoders.prepare(wanted.type);
    const { type, size } = source;
    const body = openStoredBody(source.body, patience);
    const pixels = await shrink(pictures, { type, body, size, progress: renew }, wanted);
    const { width, height } = pixels;
    return { type: wanted.type, body: encode(pixels, wanted), width, height };
  }

  return {
    name: "engine",
    writes: encoders.writes,
    async render(source, rendition) {
      try {
        return await turns.run((renew) => render(source, rendition, renew));
      } catch (error) {
        // Whoever never had a turn has not touched the body.
        if (!source.body.locked) await source.body.cancel(error).catch(() => {});
        throw error;
      }
    },
  };
}

async function shrink(pictures: Engine, input: Parameters<Engine["render"]>[0], wanted: Rendition) {
  try {
    return await pictures.render(input, { ...wanted, mostPixels: MOST_PIXELS });
  } catch (error) {
    throw error instanceof PictureError ? problemOf(error) : error;
  }
}

function problemOf(cause: PictureError): Problem {
  const { reason, rule } = cause;
  if (reason === "unsupported") return imagesUnsupported({ cause });
  const problem = reason === "unreadable" ? imagesUnreadable : imagesTooLarge;
  return problem({ detail: detailOf(reason, rule), cause });
}
