import { env } from "cloudflare:workers";
import { Problem } from "../../../src/kit/problem.ts";
import type { World } from "../../../src/kit/world.ts";
import type { ImageDriver, Picture, PictureType, Rendition } from "../../../src/rooms/images/driver.ts";
import { cloudflare } from "../../../src/rooms/images/drivers/cloudflare.ts";
import { engine } from "../../../src/rooms/images/drivers/engine.ts";
import { photon } from "../../../src/rooms/images/drivers/photon.ts";
import type { Preset } from "../../../src/rooms/images/presets.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      /** Here it is sharp, with a quality of its own and crops from the middle, whatever it is asked for. */
      IMAGES: ImagesBinding;
    }
  }
}

/** The drivers use no more of the world than its clock. */
const world = { now: () => Date.now() } as World;

export const open = {
  engine: () => engine.open({}, world),
  photon: () => photon.open({}, world),
  cloudflare: () => cloudflare.open({ IMAGES: env.IMAGES }, world),
} satisfies Record<string, () => ImageDriver>;

export type DriverName = keyof typeof open;

/** Where they differ. */
export const traits = {
  engine: {
    lossless: false,
    focuses: true,
    truncated: { jpeg: "none", png: "images-unreadable", webp: "images-unreadable" },
    /** What the others leave alone. */
    cmyk: "none",
    animated: "none",
    /** Whether the whole file has to lie in memory, so that it may be only so large. */
    holdsFile: false,
    mostMegapixels: 100,
  },
  photon: {
    lossless: true,
    focuses: true,
    truncated: { jpeg: "images-unreadable", png: "images-unreadable", webp: "none" },
    cmyk: "images-unsupported",
    animated: "images-unsupported",
    holdsFile: true,
    mostMegapixels: 4,
  },
  cloudflare: {
    lossless: false,
    // wrangler's imitation does not, and breaks down on what is damaged.
    focuses: false,
    truncated: { jpeg: "vendor-unavailable", png: "vendor-unavailable", webp: "vendor-unavailable" },
    // What it refuses, `cloudflare.test.ts` knows.
    cmyk: "none",
    animated: "none",
    holdsFile: false,
    mostMegapixels: 100,
  },
} satisfies Record<DriverName, object>;

/** Renders a file as the service would: from a stream, and to WebP unless it is to be something else. */
export function render(
  driver: ImageDriver,
  file: Uint8Array<ArrayBuffer>,
  wanted: Partial<Rendition> & Preset,
  type: PictureType = typeOf(file),
): Promise<Picture> {
  const source = { type, size: file.length, body: new Blob([file]).stream() };
  return driver.render(source, { type: "image/webp", ...wanted });
}

/** The problem that a render ends in, by its id; "none" when it succeeds. Anything else is thrown on. */
export async function outcome(rendering: Promise<Picture>): Promise<string> {
  try {
    await rendering;
    return "none";
  } catch (error) {
    if (error instanceof Problem) return error.kind.id;
    throw error;
  }
}

function typeOf(file: Uint8Array): PictureType {
  if (file[0] === 0xff) return "image/jpeg";
  if (file[0] === 0x89) return "image/png";
  return file[0] === 0x47 ? "image/gif" : "image/webp";
}

/** The names of a WebP's chunks. */
export function webpChunks(file: Uint8Array): string[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const names: string[] = [];
  for (
    let at = 12;
    at + 8 <= file.length;
    at += 8 + view.getUint32(at + 4, true) + (view.getUint32(at + 4, true) & 1)
  )
    names.push(String.fromCharCode(...file.subarray(at, at + 4)));
  return names;
}

/** Repeats a JPEG's last scan, so that there are `count` of it. */
export function withScans(jpeg: Uint8Array<ArrayBuffer>, count: number): Uint8Array<ArrayBuffer> {
  const last = jpeg.findLastIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xda);
  const scan = jpeg.slice(last, jpeg.length - 2);
  const file = new Uint8Array(last + scan.length * count);
  file.set(jpeg.subarray(0, last));
  for (let i = 0; i < count; i++) file.set(scan, last + i * scan.length);
  return file;
}
