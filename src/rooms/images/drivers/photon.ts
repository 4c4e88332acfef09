import * as z from "zod";
import { defineDriver } from "../../../kit/driver.ts";
import type { World } from "../../../kit/world.ts";
import { CodecHolder } from "../codecs/codec.ts";
import type { ImageDriver } from "../driver.ts";
import { createEncoders } from "../encoders/encoder.ts";
import { checkJpeg } from "../jpeg-cost.ts";
import { imagesTooLarge, imagesUnsupported } from "../problems.ts";
import { tooManyPixels } from "../refusal-details.ts";
import { createRenderer } from "../renderer.ts";
import { type Toolbox, whole } from "../toolbox.ts";

const MOST_PIXELS = 4e6;
const JPEG_LIMITS = { pixels: MOST_PIXELS, scans: 10, blocksDecoded: 1e6 };

/**
 * Photon, for small pictures: it decodes every pixel at full size, three times as slowly, and writes without loss alone,
 * which takes about eight times the bytes. Worth having where a picture must come out exactly as drawn.
 */
export const photon = defineDriver<ImageDriver>()({
  settings: z.object({}),
  open: (_settings, world) => createPhotonDriver(world),
});

/** The driver on a clock. @param patience milliseconds to wait for the next piece of a body */
export function createPhotonDriver(world: Pick<World, "now">, patience?: number): ImageDriver {
  return createRenderer("photon", createToolbox(), world, patience);
}

function createToolbox(): Toolbox {
  const create = async () => (await import("../codecs/photon.ts")).createPhoton();
  const codec = new CodecHolder(create);
  return {
    decoders: { "image/jpeg": codec, "image/png": codec, "image/webp": codec },
    encoders: createEncoders({
      "image/webp": create,
      "image/png": async () => (await import("../encoders/png.ts")).createPngEncoder(),
    }),
    check(header, file) {
      if (header.width * header.height > MOST_PIXELS)
        throw imagesTooLarge({ detail: tooManyPixels(MOST_PIXELS / 1e6) });
      if (header.type === "image/jpeg") checkJpeg(header, file, JPEG_LIMITS);
      if (header.animated) throw imagesUnsupported();
    },
    decodeSizes: (header) => [whole(header)],
    codecBytes: (header, fileBytes, _decoded, result) =>
      4 * (1 << 20) + fileBytes + header.width * header.height * 16 + result.width * result.height * 24,
  };
}
