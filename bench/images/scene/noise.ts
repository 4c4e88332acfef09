/** Integers that look random: the same ones for the same seed. */
export function hash(seed: number, x: number, y = 0): number {
  let h = Math.imul(seed ^ Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77), 0xc2b2ae3d);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}

/** Values from 0 to 1 in turn, from a xorshift32 generator. */
export function createRandom(seed: number): () => number {
  let state = hash(seed, 1) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Value noise on a grid of `cell` pixels, smoothly interpolated, between -1 and 1. */
interface Octave {
  seed: number;
  cell: number;
  amplitude: number;
}

/** Noise of many sizes at once, as rocks, leaves and clouds have: each halving of size has `roughness` of the height. */
export class Texture {
  readonly #octaves: Octave[] = [];
  readonly #grid: Float32Array;

  /** Sizes are in pixels. The octaves' heights add up to one. */
  constructor(seed: number, width: number, largest: number, smallest: number, roughness: number) {
    let sum = 0;
    for (let cell = largest, amplitude = 1; cell >= smallest; cell /= 2, amplitude *= roughness) {
      this.#octaves.push({ seed: hash(seed, this.#octaves.length), cell, amplitude });
      sum += amplitude;
    }
    for (const octave of this.#octaves) octave.amplitude /= sum;
    this.#grid = new Float32Array(Math.ceil(width / smallest) + 3);
  }

  /** Overwrites `row` with line `y` of the texture. */
  fill(row: Float32Array, y: number): void {
    row.fill(0);
    for (const octave of this.#octaves) this.#add(row, y, octave);
  }

  #add(row: Float32Array, y: number, { seed, cell, amplitude }: Octave): void {
    const grid = this.#grid;
    const line = Math.floor(y / cell);
    const down = smooth(y / cell - line);
    const count = Math.ceil(row.length / cell) + 2;
    for (let i = 0; i < count; i++) {
      const above = hash(seed, i, line) / 2 ** 31 - 1;
      const below = hash(seed, i, line + 1) / 2 ** 31 - 1;
      grid[i] = (above + (below - above) * down) * amplitude;
    }
    for (let x = 0, at = 0, step = 1 / cell; x < row.length; x++, at += step) {
      const i = at | 0;
      const left = grid[i]!;
      row[x]! += left + (grid[i + 1]! - left) * smooth(at - i);
    }
  }
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
