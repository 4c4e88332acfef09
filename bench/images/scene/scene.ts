import { createRandom, Texture } from "./noise.ts";
import { type Colour, createShapes, randomColour, type Shape } from "./shapes.ts";

/** What a scene's number decides about it. */
interface Palette {
  zenith: Colour;
  haze: Colour;
  hills: Colour;
  leaves: Colour;
  ground: Colour;
  /** Parts of the picture's height, at which the hills, the trees and the ground begin. */
  lines: readonly [hills: number, trees: number, ground: number];
  /** How much of the sky is clouds, and how strong the sensor's noise is. */
  clouds: number;
  grain: number;
}

/**
 * Draws a landscape that is as hard on a codec as a photograph: clouds, hills in the haze, trees of fine leaves, rough
 * ground, houses, signs with letters, flowers, wires, and the noise of a sensor. RGB, row by row; the same
 * bytes for the same number and size.
 */
export function drawScene(seed: number, width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  const palette = choosePalette(seed);
  const painter = new Painter(seed, width, height, palette);
  const grain = createGrain(seed, palette.grain);
  for (let y = 0; y < height; y++) {
    const row = painter.paint(y);
    grain(row, pixels.subarray(y * width * 3, (y + 1) * width * 3));
  }
  return pixels;
}

function choosePalette(seed: number): Palette {
  const random = createRandom(seed * 7919 + 17);
  const evening = random();
  const hills = 0.25 + random() * 0.3;
  const trees = hills + 0.05 + random() * 0.12;
  return {
    zenith: [60 + 70 * evening, 105 + 20 * random(), 215 - 70 * evening],
    haze: [190 + 50 * evening, 196, 226 - 60 * evening],
    hills: [96 + 30 * random(), 116, 138 - 20 * random()],
    leaves: [70 + 80 * random() * random(), 104 + 30 * random(), 40],
    ground: randomColour(random, 25 * random(), 90 + 60 * random()),
    lines: [hills, trees, trees + 0.08 + random() * 0.25],
    clouds: random(),
    grain: 11 + 8 * random(),
  };
}

class Painter {
  readonly #palette: Palette;
  readonly #shapes: Shape[];
  readonly #width: number;
  readonly #height: number;
  readonly #row: Float32Array;
  readonly #clouds: Texture;
  readonly #rough: Texture;
  readonly #leaves: Texture;
  readonly #cloud: Float32Array;
  readonly #stone: Float32Array;
  readonly #leaf: Float32Array;
  /** For each column, the lines at which hills, trees and ground begin, in rows. */
  readonly #lines: Float32Array[];

  constructor(seed: number, width: number, height: number, palette: Palette) {
    this.#palette = palette;
    this.#width = width;
    this.#height = height;
    this.#shapes = createShapes(seed, (palette.lines[2] * height) / width, height / width);
    this.#row = new Float32Array(width * 3);
    this.#cloud = new Float32Array(width);
    this.#stone = new Float32Array(width);
    this.#leaf = new Float32Array(width);
    // Lenses do not resolve single pixels, and of more pixels in the same scene, less.
    const finest = Math.max(2, width / 1600);
    this.#clouds = new Texture(seed + 101, width, width / 3, width / 400, 0.55);
    this.#rough = new Texture(seed + 102, width, width / 12, finest, 0.85);
    this.#leaves = new Texture(seed + 103, width, width / 30, finest, 0.92);
    const roughness = [0.06, 0.05, 0.03];
    this.#lines = palette.lines.map((line, i) => {
      const edge = new Float32Array(width);
      new Texture(seed + 200 + i, width, width / (3 + 9 * i), 3, 0.5).fill(edge, 0.5);
      return edge.map((offset) => (line + offset * roughness[i]! * 2) * height);
    });
  }

  /** The scene's row `y`, without noise. Holds until the next one. */
  paint(y: number): Float32Array {
    this.#clouds.fill(this.#cloud, y);
    this.#rough.fill(this.#stone, y);
    this.#leaves.fill(this.#leaf, y);
    for (let x = 0; x < this.#width; x++) this.#paintLand(x, y);
    const v = (y + 0.5) / this.#width;
    for (const shape of this.#shapes) if (v >= shape.top && v < shape.bottom) this.#paintShape(shape, v);
    return this.#row;
  }

  #paintLand(x: number, y: number): void {
    const { zenith, haze, hills, leaves, ground, clouds } = this.#palette;
    const [hillLine, treeLine, groundLine] = this.#lines as [Float32Array, Float32Array, Float32Array];
    const stone = this.#stone[x]!;
    const leaf = this.#leaf[x]!;
    if (y >= groundLine[x]!) this.#mix(x, ground, ground, 0, 0.95 + 1.1 * stone + 0.35 * leaf);
    else if (y >= treeLine[x]!) this.#mix(x, leaves, haze, leaf > 0.32 ? 0.5 : 0, 0.7 + 1.8 * leaf);
    else if (y >= hillLine[x]!) this.#mix(x, hills, haze, 0.25, 0.95 + 0.5 * stone);
    else this.#paintSky(x, zenith, haze, y / this.#height, this.#cloud[x]! + clouds);
  }

  #paintSky(x: number, zenith: Colour, haze: Colour, down: number, clouds: number): void {
    const cover = Math.max(0, Math.min(1, (clouds - 0.55) * 3));
    this.#mix(x, zenith, haze, Math.min(1, down * 1.9), 1);
    for (let at = x * 3; at < x * 3 + 3; at++) this.#row[at]! += (244 - this.#row[at]!) * cover;
  }

  #mix(x: number, one: Colour, other: Colour, part: number, light: number): void {
    for (let channel = 0; channel < 3; channel++)
      this.#row[x * 3 + channel] = (one[channel]! + (other[channel]! - one[channel]!) * part) * light;
  }

  #paintShape({ left, right, top, bottom, colourAt }: Shape, v: number): void {
    const first = Math.max(0, Math.ceil(left * this.#width - 0.5));
    const end = Math.min(this.#width, right * this.#width - 0.5);
    for (let x = first; x < end; x++) {
      const u = (x + 0.5) / this.#width;
      const colour = colourAt((u - left) / (right - left), (v - top) / (bottom - top));
      if (colour) this.#mix(x, colour, colour, 0, 1 + 0.3 * this.#stone[x]!);
    }
  }
}

/** A sensor's noise: mostly of brightness, some of colour, more in the light, and smeared a little by demosaicing. */
function createGrain(seed: number, strength: number): (row: Float32Array, into: Uint8Array) => void {
  const random = createRandom(seed + 301);
  return (row, into) => {
    let last = 0;
    for (let at = 0; at < row.length; at += 3) {
      const fresh = random() + random() - 1;
      const luma = (fresh + 0.6 * last) * strength;
      last = fresh;
      for (let channel = at; channel < at + 3; channel++) {
        const value = row[channel]!;
        const noise = luma + (random() - 0.5) * strength * 0.8;
        into[channel] = Math.max(0, Math.min(255, value + noise * (0.5 + value / 320)));
      }
    }
  };
}
