import { encode as blurhash } from "blurhash";
import compiled from "../../../../dist/engine/engine.wasm";
import type { PicturePreview } from "../../../kit/picture-preview.ts";
import type { ImageDriver, PictureSource } from "../driver.ts";
import { onWhite } from "../encoders/on-white.ts";
import { createEngine, type PictureType, type Pixels } from "../engine/engine.ts";
import { dominantColour } from "./dominant-colour.ts";

const SIDE = { width: 24, height: 24, fit: "inside" } as const;
/** Good enough to take colours from. */
const QUALITY = 95;
/** Of the stand-in, which browsers blur anyway by making it large: a photo then fits into 200 bytes of base64. */
const ROUGH = 10;
/** Waves along the longer side and along the shorter one. */
const WAVES = [4, 3] as const;

/** Makes previews. The driver shrinks the picture; the little that is left of it is decoded here, whoever the driver is. */
export function createPreviewer(driver: ImageDriver) {
  const engine = createEngine(compiled);

  async function shrink(source: PictureSource): Promise<Pixels> {
    const small = await driver.render(source, { ...SIDE, type: "image/webp", quality: QUALITY });
    const body = new Blob([small.body]).stream();
    const pixels = await engine.render({ type: small.type as PictureType, body }, SIDE);
    return { ...pixels, data: pixels.data.slice() };
  }

  /** @throws what the driver refuses */
  return async (source: PictureSource): Promise<PicturePreview> => {
    const pixels = await shrink(source);
    const { width, height, data, opaque } = pixels;
    const [across, down] = width >= height ? WAVES : WAVES.toReversed();
    const seen = new Uint8ClampedArray(onWhite(pixels));
    // Made for this one and let go: it takes 16 MiB, and another may be kept for renditions.
    const { createWebpEncoder } = await import("../encoders/webp.ts");
    const webp = (await createWebpEncoder()).encode(pixels, { quality: ROUGH });
    return {
      opaque,
      colour: dominantColour(data),
      blurhash: blurhash(seen, width, height, across!, down!),
      lqip: `data:image/webp;base64,${btoa(String.fromCharCode(...webp))}`,
    };
  };
}
