import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import sharp from "sharp";
import { createEngine } from "../../src/rooms/images/engine/engine.ts";
import { layOut } from "../../src/rooms/images/engine/geometry.ts";
import { placement } from "../../src/rooms/images/engine/orientation.ts";
import { resample } from "../../src/rooms/images/resample.ts";
import { type OutputName, outputs } from "./cases.ts";
import { type Input, pathOf, type VariantName } from "./corpus.ts";
import { psnr } from "./psnr.ts";
import { type Shift, shiftOf } from "./shift.ts";

/** Without alpha. */
interface Picture {
  width: number;
  height: number;
  rgb: Uint8Array;
}

export interface Fidelity {
  scene: number;
  input: VariantName;
  output: OutputName;
  /** dB to Lanczos3 over every pixel of the whole picture, decoded at full size. */
  sharp: number;
  engine: number;
  /** Of the engine's picture against that reference: brightness, and the two colour differences together. */
  shift: Shift;
  colourShift: Shift;
}

const MEGAPIXELS = 12;
const compiled = readFileSync(resolve(import.meta.dirname, "../../dist/engine/engine.wasm"));
// Node compiles bytes; the types are those of Workers, which may not.
const Module = WebAssembly.Module as unknown as new (bytes: Uint8Array) => WebAssembly.Module;
const engine = createEngine(new Module(compiled));

/** Compares both with the reference, on one stored scene. */
export async function fidelityOf(scene: number, input: VariantName, output: OutputName): Promise<Fidelity> {
  const file = readFileSync(pathOf({ scene, variant: input, megapixels: MEGAPIXELS }));
  const reference = await referenceOf(file, output);
  const [own, theirs] = [await renderWithEngine(file, output), await renderWithSharp(file, output)];
  return {
    ...{ scene, input, output },
    sharp: psnr(theirs.rgb, reference.rgb),
    engine: psnr(own.rgb, reference.rgb),
    shift: shiftBetween(own, reference, [brightness]),
    colourShift: shiftBetween(own, reference, [blueness, redness]),
  };
}

/** dB between the engine's and sharp's picture of an input for which there is no better reference. */
export async function likenessToSharp(input: Input, output: OutputName): Promise<number> {
  const file = readFileSync(pathOf(input));
  return psnr((await renderWithEngine(file, output)).rgb, (await renderWithSharp(file, output)).rgb);
}

/** Lanczos3 in floating point over the whole picture; libvips itself averages blocks of pixels first. */
async function referenceOf(file: Uint8Array, output: OutputName): Promise<Picture> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const layout = layOut(info, wishFor(output));
  const place = placement(1, layout.horizontal.count, layout.vertical.count);
  const { width, height, data: rgba } = resample({ ...info, channels: 3, data }, layout, place);
  return { width, height, rgb: withoutAlpha(rgba) };
}

async function renderWithSharp(file: Uint8Array, output: OutputName): Promise<Picture> {
  const resized = sharp(file).resize(outputs[output]).toColourspace("srgb").raw();
  const { data, info } = await resized.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: data };
}

async function renderWithEngine(file: Uint8Array, output: OutputName): Promise<Picture> {
  const body = new Blob([file as Uint8Array<ArrayBuffer>]).stream();
  const { width, height, data } = await engine.render({ type: "image/jpeg", body }, wishFor(output));
  return { width, height, rgb: withoutAlpha(data) };
}

function wishFor(output: OutputName) {
  return { ...outputs[output], fit: output === "1280" ? "inside" : "cover" } as const;
}

function withoutAlpha(rgba: Uint8Array | Uint8ClampedArray): Uint8Array {
  return Uint8Array.from({ length: (rgba.length / 4) * 3 }, (_, i) => rgba[i + Math.floor(i / 3)]!);
}

type Weights = readonly [red: number, green: number, blue: number];
/** Rec. 601, as JPEG has them (JFIF 1.02). */
const brightness: Weights = [0.299, 0.587, 0.114];
const blueness: Weights = [-0.1687, -0.3313, 0.5];
const redness: Weights = [0.5, -0.4187, -0.0813];

function shiftBetween(one: Picture, reference: Picture, planes: readonly Weights[]): Shift {
  const shifts = planes.map((weights) =>
    shiftOf(planeOf(one, weights), planeOf(reference, weights), one.width),
  );
  const mean = (side: "x" | "y") => shifts.reduce((sum, shift) => sum + shift[side], 0) / shifts.length;
  return { x: mean("x"), y: mean("y") };
}

function planeOf({ rgb, width, height }: Picture, [red, green, blue]: Weights): Float32Array {
  return Float32Array.from(
    { length: width * height },
    (_, i) => rgb[i * 3]! * red + rgb[i * 3 + 1]! * green + rgb[i * 3 + 2]! * blue,
  );
}
