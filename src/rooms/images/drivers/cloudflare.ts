import * as z from "zod";
import { inTime } from "../../../kit/deadline.ts";
import { defineDriver } from "../../../kit/driver.ts";
import { ByteWindow } from "../../../kit/picture-header/byte-window.ts";
import { scanHeic } from "../../../kit/picture-header/heic.ts";
import { scanPicture } from "../../../kit/picture-header/scan-picture.ts";
import { Problem } from "../../../kit/problem.ts";
import { readBytes } from "../../../kit/read-at.ts";
import { vendorFailure } from "../../../kit/vendor-failure.ts";
import { vendorMisconfigured, vendorUnavailable } from "../../../kit/vendor-problem.ts";
import type { ImageDriver, OutputType, Picture, Rendition } from "../driver.ts";
import { imagesTooLarge, imagesUnreadable, imagesUnsupported } from "../problems.ts";

const VENDOR = "cloudflare-images";
const WRITES: readonly OutputType[] = ["image/webp", "image/jpeg", "image/png", "image/avif"];
/** Bytes (developers.cloudflare.com/images/get-started/limits). Area and sides, it measures itself. */
const LARGEST_FILE = 100e6;
/** Milliseconds that sending a file, shrinking it and getting the result may take. */
const PATIENCE = 8_000;

// The service's codes (developers.cloudflare.com/images/reference/troubleshooting).
const meanings: readonly { codes: readonly number[]; problem: (cause: unknown) => Problem }[] = [
  { codes: [9402, 9413, 9522], problem: (cause) => imagesTooLarge({ cause }) },
  { codes: [9412], problem: (cause) => imagesUnreadable({ cause }) },
  { codes: [9520], problem: (cause) => imagesUnsupported({ cause }) },
  // Not bound for us: an account with the billing of old.
  { codes: [9432], problem: () => vendorFailure(vendorMisconfigured, { vendor: VENDOR, code: "9432" }) },
];
/** Says of a picture that it is in no format that can be read, and, with a status in its message, that the service broke down. */
const COULD_NOT = 9523;

/**
 * Cloudflare's Images binding: up to 100 megapixels and 12,000 pixels a side, also CMYK and the first frame of what
 * moves, and AVIF of up to 1,200 pixels a side: of larger ones it makes another format. No CPU time of ours, but money
 * beyond 5,000 renditions a month. A truncated file it may draw or refuse.
 */
export const cloudflare = defineDriver<ImageDriver>()({
  settings: z.object({
    IMAGES: z.custom<ImagesBinding>(
      (value) => typeof value === "object" && value !== null,
      "needs [images] in wrangler.toml",
    ),
  }),
  open: ({ IMAGES }) => createCloudflareImages(IMAGES),
});

/** The driver on a binding. @param patience milliseconds */
export function createCloudflareImages(
  images: Pick<ImagesBinding, "input">,
  patience = PATIENCE,
): ImageDriver {
  return {
    name: "cloudflare",
    writes: WRITES,
    async render({ size, body }, wanted) {
      const file = body.getReader();
      try {
        if (size > LARGEST_FILE) throw imagesTooLarge();
        return await inTime(transform(images.input(streamOf(file)), wanted), patience);
      } catch (error) {
        throw problemOf(error);
      } finally {
        await file.cancel().catch(() => {});
      }
    },
  };
}

/** What is read from it comes from the file; but the file stays ours, to be given up when the service does not answer. */
function streamOf(file: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await file.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => file.cancel(reason),
  });
}

async function transform(input: ImageTransformer, wanted: Rendition): Promise<Picture> {
  const { type: format, quality } = wanted;
  const result = await input.transform(transformOf(wanted)).output({ format, quality, anim: false });
  const body = new Uint8Array(await new Response(result.image()).arrayBuffer());
  const type = result.contentType() as OutputType;
  const header = await (type === "image/avif"
    ? scanHeic(new ByteWindow(readBytes(body)))
    : scanPicture(readBytes(body)));
  if (!header || !WRITES.includes(type)) throw new Error(`an answer that is no ${format}`);
  return { type, body, width: header.width, height: header.height };
}

/** `crop` and `scale-down` are what `cover` and `inside` are elsewhere, without enlarging. */
function transformOf({ width, height, fit, focus }: Rendition): ImageTransform {
  const size = { width, ...(height !== undefined && { height }) };
  if (fit === "inside") return { ...size, fit: "scale-down" };
  return { ...size, fit: "crop", ...(focus && { gravity: { ...focus, mode: "box-center" } }) };
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, message } = error as Partial<ImagesError>;
  const meaning = meanings.find(({ codes }) => codes.includes(code ?? 0));
  if (meaning) return meaning.problem(error);
  if (code === COULD_NOT && !/error response 5/.test(message ?? ""))
    return imagesUnreadable({ cause: error });
  return vendorFailure(vendorUnavailable, {
    vendor: VENDOR,
    ...(code ? { code: String(code) } : { reason: String(error) }),
  });
}
