import { describe, expect, it } from "vitest";
import type { Rendition } from "../../../src/rooms/images/driver.ts";
import { createCloudflareImages } from "../../../src/rooms/images/drivers/cloudflare.ts";
import { presets } from "../../../src/rooms/images/presets.ts";
import { makePicture, type PictureRecipe, sharpMetadata } from "../../fixtures/recipes.ts";
import { open, outcome, render } from "./contract.ts";

const picture: PictureRecipe = { width: 451, height: 301, pattern: "smooth", type: "jpeg" };
const make = (recipe: Partial<PictureRecipe> = {}) => makePicture({ ...picture, ...recipe });

type Output = ImageTransformer["output"];
type Asked = { transforms: ImageTransform[]; options?: ImageOutputOptions };

/** A service that answers as the test says, and remembers what it was asked for. */
function service(output: (body: ReadableStream<Uint8Array>) => ReturnType<Output>, patience?: number) {
  const asked: Asked = { transforms: [] };
  const input = (body: ReadableStream<Uint8Array>): ImageTransformer => {
    const transformer: ImageTransformer = {
      transform(transform) {
        asked.transforms.push(transform);
        return transformer;
      },
      draw: () => transformer,
      output(options) {
        asked.options = options;
        return output(body);
      },
    };
    return transformer;
  };
  return { asked, driver: createCloudflareImages({ input }, patience) };
}

const refuse = (code: number, message = `ERROR ${code}`) =>
  service(() => Promise.reject(Object.assign(new Error(message), { code })));

/** A file that goes on for ever, and tells when nobody wants more of it. */
function endless() {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1024)),
    cancel() {
      cancelled = true;
    },
  });
  return { source: { type: "image/jpeg" as const, size: 5e6, body }, isCancelled: () => cancelled };
}

const thumb: Rendition = { ...presets.thumb, type: "image/webp" };

describe("Cloudflare's Images", () => {
  it.each([
    ["image/webp", "webp"],
    ["image/jpeg", "jpeg"],
    ["image/png", "png"],
    ["image/avif", "heif"],
  ] as const)("writes %s", async (type, format) => {
    const made = await render(open.cloudflare(), await make(), { ...presets.card, type });
    expect(made).toMatchObject({ type, width: 451, height: 301 });
    expect(await sharpMetadata(made.body)).toMatchObject({ format, width: 451, height: 301 });
  });

  it("takes CMYK, GIF, and the first frame of what moves", async () => {
    for (const file of [
      await make({ cmyk: true }),
      await make({ type: "gif" }),
      await make({ type: "webp", frames: 2 }),
    ])
      expect(await render(open.cloudflare(), file, presets.thumb)).toMatchObject({ width: 300, height: 200 });
  });

  it("is asked to keep the focus in the middle, for a still picture, and never to enlarge", async () => {
    const { asked, driver } = refuse(9520);
    const file = await make();
    await outcome(render(driver, file, { ...presets.avatar, focus: { x: 0.2, y: 0.7 }, type: "image/avif" }));
    await outcome(render(driver, file, presets.card));
    const gravity = { x: 0.2, y: 0.7, mode: "box-center" };
    expect(asked.transforms).toEqual([
      { width: 128, height: 128, fit: "crop", gravity },
      { width: 640, fit: "scale-down" },
    ]);
    expect(asked.options).toEqual({ format: "image/webp", quality: 80, anim: false });
  });

  it("may answer another format than was asked for, where that one takes too long", async () => {
    const webp = (await render(open.cloudflare(), await make(), presets.thumb)).body;
    const { driver } = service(async () => ({
      contentType: () => "image/webp",
      image: () => new Blob([webp]).stream(),
      response: () => new Response(webp),
    }));
    const made = await render(driver, await make(), { ...presets.thumb, type: "image/avif" });
    expect(made).toMatchObject({ type: "image/webp", width: 300, height: 200 });
  });

  it.each([
    [9402, "images-too-large"],
    [9413, "images-too-large"],
    [9522, "images-too-large"],
    [9412, "images-unreadable"],
    [9523, "images-unreadable"],
    [9520, "images-unsupported"],
    [9432, "vendor-misconfigured"],
    [9422, "vendor-unavailable"],
    [1234, "vendor-unavailable"],
  ])("with its code %i refuses as %s", async (code, problem) => {
    expect(await outcome(render(refuse(code).driver, await make(), presets.thumb))).toBe(problem);
  });

  it("that breaks down has not said that the picture is damaged", async () => {
    const { driver } = refuse(9523, "Unexpected error response 502: Bad gateway");
    expect(await outcome(render(driver, await make(), presets.thumb))).toBe("vendor-unavailable");
  });

  it("that answers what is no picture is unavailable", async () => {
    const { driver } = service(async () => ({
      contentType: () => "text/html",
      image: () => new Blob(["<h1>Sorry</h1>"]).stream(),
      response: () => new Response(),
    }));
    expect(await outcome(render(driver, await make(), presets.thumb))).toBe("vendor-unavailable");
  });

  it("that answers nothing is waited for so long, and the file given up", async () => {
    const { driver } = service(() => new Promise(() => {}), 50);
    const { source, isCancelled } = endless();
    expect(await outcome(driver.render(source, thumb))).toBe("vendor-unavailable");
    expect(isCancelled()).toBe(true);
  });

  it("that has heard enough of a file leaves nothing of it unread", async () => {
    const { driver } = refuse(9413);
    const { source, isCancelled } = endless();
    expect(await outcome(driver.render(source, thumb))).toBe("images-too-large");
    expect(isCancelled()).toBe(true);
  });

  it("is not sent what is larger than 100 MB", async () => {
    const { asked, driver } = refuse(9520);
    const { source, isCancelled } = endless();
    expect(await outcome(driver.render({ ...source, size: 100e6 + 1 }, thumb))).toBe("images-too-large");
    expect(isCancelled()).toBe(true);
    expect(asked.transforms).toEqual([]);
  });
});
