import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import sharp, { type Sharp } from "sharp";
import type { PictureType } from "../../src/rooms/images/engine/engine.ts";
import { drawScene } from "./scene/scene.ts";

/** What cameras of so many megapixels write, in pixels. */
export const sensors = { 12: [4032, 3024], 24: [5712, 4284], 50: [8160, 6120], 100: [11552, 8664] } as const;
export type Megapixels = keyof typeof sensors;

interface Variant {
  type: PictureType;
  encode(photo: Sharp): Sharp;
}

const jpeg = (options: Parameters<Sharp["jpeg"]>[0]): Variant => ({
  type: "image/jpeg",
  encode: (photo) => photo.jpeg({ quality: 90, optimiseCoding: false, ...options }),
});

/** Ways in which one photo is stored. Baseline JPEGs carry the tables of T.81's annex K, as cameras write them. */
export const variants = {
  "jpeg-baseline": jpeg({}),
  "jpeg-progressive": jpeg({ progressive: true }),
  "jpeg-444-progressive": jpeg({ progressive: true, chromaSubsampling: "4:4:4" }),
  "jpeg-444": jpeg({ chromaSubsampling: "4:4:4" }),
  "jpeg-grey": {
    type: "image/jpeg",
    encode: (photo) => photo.toColourspace("b-w").jpeg({ quality: 90, optimiseCoding: false }),
  },
  "jpeg-cmyk": {
    type: "image/jpeg",
    encode: (photo) => photo.toColourspace("cmyk").jpeg({ quality: 90, optimiseCoding: false }),
  },
  "jpeg-rotated": {
    type: "image/jpeg",
    encode: (photo) => photo.withMetadata({ orientation: 6 }).jpeg({ quality: 90, optimiseCoding: false }),
  },
  png: { type: "image/png", encode: (photo) => photo.png({ compressionLevel: 6 }) },
  "png-adaptive": {
    type: "image/png",
    encode: (photo) => photo.png({ compressionLevel: 6, adaptiveFiltering: true }),
  },
  webp: { type: "image/webp", encode: (photo) => photo.webp({ quality: 80, effort: 2 }) },
} as const satisfies Record<string, Variant>;

export type VariantName = keyof typeof variants;

/** A file to shrink. */
export interface Input {
  variant: VariantName;
  megapixels: Megapixels;
  /** Which scene it shows; any number. */
  scene: number;
}

const folder = resolve(import.meta.dirname, "../../test/output/bench-photos");

/** Where the picture lies, or will. Its name changes with the code that draws it. */
export function pathOf({ variant, megapixels, scene }: Input): string {
  return join(folder, `${codeHash}-${scene}-${megapixels}mp-${variant}.${variants[variant].type.slice(6)}`);
}

const codeHash = ["noise", "shapes", "scene"]
  .reduce(
    (hash, file) => hash.update(readFileSync(join(import.meta.dirname, `scene/${file}.ts`))),
    createHash("sha256"),
  )
  .digest("hex")
  .slice(0, 10);

/** Draws and encodes the pictures that are not there yet, telling of each. A scene of 100 megapixels takes 300 MB. */
export async function makePictures(inputs: readonly Input[], tell: (line: string) => void): Promise<void> {
  await mkdir(folder, { recursive: true });
  const missing = inputs.filter((input) => !existsSync(pathOf(input)));
  const scenes = Map.groupBy(missing, ({ megapixels, scene }) => `scene ${scene}, ${megapixels} MP`);
  for (const [name, wanted] of scenes) {
    tell(`Drawing ${name}`);
    const { megapixels, scene } = wanted[0]!;
    const [width, height] = sensors[megapixels];
    const pixels = drawScene(scene, width, height);
    for (const input of wanted) {
      tell(`  as ${input.variant}`);
      const photo = sharp(pixels, { raw: { width, height, channels: 3 } });
      await writeWhole(pathOf(input), await variants[input.variant].encode(photo).toBuffer());
    }
  }
}

/** Nobody may ever take half a picture for a whole one. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
}
