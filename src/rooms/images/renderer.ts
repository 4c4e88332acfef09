import { type PictureHeader, uprightSize } from "../../kit/picture-header/picture-header.ts";
import type { World } from "../../kit/world.ts";
import type { ImageDriver, Picture, PictureSource, PictureType, Rendition } from "./driver.ts";
import { convertToSrgb } from "./engine/colour-profile.ts";
import type { Pixels } from "./engine/engine.ts";
import { type Layout, layOut, type Size, scaled, scaleWish } from "./engine/geometry.ts";
import { asStored, type Placement, placement } from "./engine/orientation.ts";
import { type Reading, readColours, readFile, readHeader } from "./input.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import type { Raster } from "./pixels.ts";
import { imagesTooLarge, imagesUnreadable, imagesUnsupported } from "./problems.ts";
import { tooMuchMemory, unreadableDetails } from "./refusal-details.ts";
import { resample } from "./resample.ts";
import { PATIENCE } from "./stored-body.ts";
import type { DecodedSize, Toolbox } from "./toolbox.ts";

/**
 * All that one picture may take: its file, the codecs' WebAssembly memory and the finished pixels. An isolate has
 * 128 MB for everything; the rest of the house, and what the garbage collector has not got to yet, need the difference.
 */
const MEMORY_BUDGET = 100 << 20;
/** RFC 9649: a WebP's sides have 14 bits. */
const LONGEST_SIDE = 16_383;

/** Parts of the wanted size that are tried in turn when the whole does not fit. */
const SMALLER_STILL = [1, 0.8, 0.64, 0.5];

/** Everything decided about a picture before any decoder sees it. Sizes and sampling are those of the stored picture. */
interface Plan {
  decoded: DecodedSize;
  layout: Layout;
  placement: Placement;
}

/** A picture driver out of a box of codecs. @param patience milliseconds to wait for the next piece of a body */
export function createRenderer(
  name: string,
  toolbox: Toolbox,
  world: Pick<World, "now">,
  patience = PATIENCE,
): ImageDriver {
  const turns = new OneAtATime(() => world.now());
  return {
    name,
    writes: toolbox.encoders.writes,
    async render(source, rendition) {
      try {
        return await turns.run((progress) => render(toolbox, source, rendition, { progress, patience }));
      } catch (error) {
        await source.body.cancel(error).catch(() => {});
        throw error;
      }
    },
  };
}

async function render(
  toolbox: Toolbox,
  source: PictureSource,
  rendition: Rendition,
  reading: Reading,
): Promise<Picture> {
  if (!toolbox.decoders[source.type]) throw imagesUnsupported();
  const file = await readFile(source, reading);
  const header = await readHeader(file, source.type);
  toolbox.check(header, file);
  const plan = makePlan(toolbox, header, file.length, rendition);
  await prepare(toolbox, source.type);
  const encode = await toolbox.encoders.prepare(rendition.type);
  // From here on nothing waits: no other request runs until the picture is done.
  reading.progress();
  try {
    const pixels = makePixels(toolbox, header, file, plan);
    const body = encode(pixels, rendition);
    return { type: rendition.type, body, width: pixels.width, height: pixels.height };
  } finally {
    for (const decoder of Object.values(toolbox.decoders)) decoder.trim();
  }
}

async function prepare({ decoders }: Toolbox, type: PictureType): Promise<void> {
  for (const other of Object.values(decoders)) if (other !== decoders[type]) other.trim(0);
  await decoders[type]!.ready();
}

/** The first of the sizes that memory allows: a large picture a little smaller is of more use than none. */
function makePlan(toolbox: Toolbox, header: PictureHeader, fileBytes: number, rendition: Rendition): Plan {
  const scales = rendition.fit === "inside" ? SMALLER_STILL : [1];
  for (const scale of scales) {
    const plan = planFor(toolbox, header, fileBytes, scaleWish(rendition, scale));
    if (plan) return plan;
  }
  throw imagesTooLarge({ detail: tooMuchMemory });
}

function planFor(
  toolbox: Toolbox,
  header: PictureHeader,
  fileBytes: number,
  rendition: Rendition,
): Plan | null {
  const layout = asStored(layOut(uprightSize(header), rendition), header);
  const target = placement(header.orientation, layout.horizontal.count, layout.vertical.count);
  const decoded = toolbox.decodeSizes(header, layout).find((size) => {
    const codecs = toolbox.codecBytes(header, fileBytes, size, target);
    return fileBytes + codecs + resampleBytes(size, target) <= MEMORY_BUDGET;
  });
  return decoded && Math.max(target.width, target.height) <= LONGEST_SIDE
    ? { decoded, layout, placement: target }
    : null;
}

/** The result, and one ring of rows: at most 6 source pixels for each of 4 channels of 4 bytes. */
function resampleBytes(decoded: Size, result: Size): number {
  return result.width * result.height * 4 + Math.max(decoded.width, decoded.height) * 6 * 16;
}

function makePixels(toolbox: Toolbox, header: PictureHeader, file: Uint8Array, plan: Plan): Pixels {
  const raster = decode(toolbox, header, file, plan.decoded);
  const layout = {
    horizontal: scaled(plan.layout.horizontal, plan.decoded.scale),
    vertical: scaled(plan.layout.vertical, plan.decoded.scale),
  };
  const pixels = resample(raster, layout, plan.placement);
  const colours = readColours(file, header);
  if (colours) convertToSrgb(pixels.data, colours);
  return pixels;
}

function decode(toolbox: Toolbox, header: PictureHeader, file: Uint8Array, size: Size): Raster {
  try {
    const raster = toolbox.decoders[header.type as PictureType]!.use((decoder) => decoder.decode(file, size));
    if (raster.width === size.width && raster.height === size.height) return raster;
  } catch (cause) {
    throw imagesUnreadable({ detail: unreadableDetails.damaged, cause });
  }
  throw imagesUnreadable({ detail: unreadableDetails.damaged });
}
