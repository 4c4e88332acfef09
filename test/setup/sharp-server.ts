import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import sharp, { type Sharp } from "sharp";
import type { TestProject } from "vitest/node";
import type { PictureRecipe } from "../fixtures/recipes.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where tests inside workerd ask sharp, which runs in Node only; see `fixtures/recipes.ts`. */
    sharpUrl: string;
  }
}

/** A global set-up of vitest: sharp over HTTP on loopback, as the judge of what the picture drivers make. */
export default async function start(project: TestProject): Promise<() => void> {
  const server = createServer(async (request, response) => {
    try {
      response.end(await answer(request));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  project.provide("sharpUrl", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

async function answer(request: IncomingMessage): Promise<Buffer> {
  const url = new URL(request.url ?? "/", "http://sharp");
  const options = JSON.parse(url.searchParams.get("options") ?? "{}");
  if (url.pathname === "/pngsuite") return pngSuite(options.name);
  if (url.pathname === "/make") return make(options).toBuffer();
  const input = sharp(await buffer(request), { failOn: "none" });
  if (url.pathname === "/metadata") return Buffer.from(JSON.stringify(await input.metadata()));
  if (url.pathname === "/pixels") return pixels(input);
  const { quality, lossless, ...size } = options;
  const rendered = input
    .autoOrient()
    .resize({ ...size, withoutEnlargement: true })
    .webp({ quality, lossless });
  return pixels(sharp(await rendered.toBuffer()));
}

const pngSuiteFolder = join(import.meta.dirname, "../vectors/pngsuite");

/** One file of PngSuite; without a name, the names of all. */
async function pngSuite(name?: string): Promise<Buffer> {
  const names = (await readdir(pngSuiteFolder)).filter((file) => file.endsWith(".png"));
  if (name === undefined) return Buffer.from(JSON.stringify(names));
  if (!names.includes(name)) throw new Error(`PngSuite has no ${name}`);
  return readFile(join(pngSuiteFolder, name));
}

/** RGBA with the picture's width and height in front, four bytes each, little endian. */
async function pixels(picture: Sharp): Promise<Buffer> {
  const { data, info } = await picture
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const size = Buffer.alloc(8);
  size.writeUInt32LE(info.width, 0);
  size.writeUInt32LE(info.height, 4);
  return Buffer.concat([size, data]);
}

function make(recipe: PictureRecipe): Sharp {
  const {
    width,
    height,
    pattern,
    type,
    orientation,
    profile,
    alpha,
    grey,
    cmyk,
    frames = 1,
    options,
  } = recipe;
  const frame = draw(width, height, pattern, alpha);
  // Equal frames would be merged into one.
  const film = Array.from({ length: frames }, (_, i) => (i % 2 ? frame.map((value) => 255 - value) : frame));
  const channels = alpha ? 4 : 3;
  const raw = { width, height: height * frames, channels, pageHeight: height } as const;
  const picture = sharp(Buffer.concat(film), { raw });
  if (grey) picture.toColourspace("b-w");
  if (cmyk) picture.toColourspace("cmyk");
  if (orientation) picture.withMetadata({ orientation });
  if (profile) picture.withIccProfile(profile);
  return picture.toFormat(type, options);
}

const CORNERS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0],
] as const;

function draw(width: number, height: number, pattern: PictureRecipe["pattern"], alpha = false): Buffer {
  const channels = alpha ? 4 : 3;
  const data = Buffer.alloc(width * height * channels, 128);
  if (pattern === "plain") return data;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += channels) {
      const [right, below] = [x * 2 >= width ? 1 : 0, y * 2 >= height ? 1 : 0];
      const smooth = [(x * 255) / width, (y * 255) / height, 128 + 100 * Math.sin((x + y) / 40)];
      const colour = pattern === "corners" ? CORNERS[right + below * 2]! : smooth;
      for (let i = 0; i < 3; i++) data[at + i] = colour[i]!;
      if (alpha) data[at + 3] = right ? 255 : 0;
    }
  }
  return data;
}
