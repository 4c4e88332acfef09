import sharp, { type Sharp } from "sharp";
import { writeVariant } from "../../fixtures/jpeg-variants/variant.ts";
import { jpegVariants } from "../../fixtures/jpeg-variants.ts";

const WIDTH = 61;
const HEIGHT = 43;
/** Of the small variants of JPEG, one in so many. */
const EVERY = 25;

/** Small pictures of every format and coding that the engine reads: files to be damaged. */
export async function makeCorpus(): Promise<Uint8Array[]> {
  const files: Sharp[] = [
    ...[false, true].flatMap((progressive) => [
      picture().jpeg({ progressive, quality: 85 }),
      picture().jpeg({ progressive, chromaSubsampling: "4:4:4", optimiseCoding: true }),
      picture().greyscale().jpeg({ progressive }),
      picture().toColourspace("cmyk").jpeg({ progressive, quality: 60 }),
      picture().png({ progressive, compressionLevel: 9 }),
      picture().ensureAlpha(0.5).png({ progressive, adaptiveFiltering: true }),
      picture().png({ progressive, palette: true, colours: 16 }),
      picture().greyscale().png({ progressive }),
      picture().toColourspace("rgb16").png({ progressive, adaptiveFiltering: true }),
    ]),
    picture().withMetadata({ orientation: 6 }).withIccProfile("p3").jpeg(),
    picture().withIccProfile("p3").png(),
    picture().webp({ quality: 60 }),
    picture().ensureAlpha(0.5).webp({ quality: 30 }),
    picture().webp({ lossless: true }),
    picture().withMetadata({ orientation: 3 }).withIccProfile("p3").webp(),
    picture().gif({ colours: 32 }),
    picture().gif({ progressive: true }),
  ];
  const encoded = await Promise.all(files.map(async (file) => new Uint8Array(await file.toBuffer())));
  return [...encoded, ...unusualJpegs()];
}

/** What sharp does not write: scans, densities, tables and markers of every kind. */
function unusualJpegs(): Uint8Array[] {
  const small = jpegVariants.filter(({ width, height }) => width * height < 5000);
  return small.filter((_, i) => i % EVERY === 0).map(writeVariant);
}

/** Waves with a rough corner. */
function picture(): Sharp {
  const data = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % WIDTH, Math.floor(i / 3 / WIDTH)];
    const rough = x > 40 && y > 20 ? ((x * 7919 + y * 104729) % 97) - 48 : 0;
    return Math.max(0, Math.min(255, 128 + 90 * Math.sin(x / (6 + (i % 3))) * Math.cos(y / 9) + rough));
  });
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}
