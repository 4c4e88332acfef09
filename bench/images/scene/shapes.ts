import { createRandom, hash } from "./noise.ts";

export type Colour = readonly [red: number, green: number, blue: number];

/** Something with hard edges. Positions and sizes are parts of the picture's width, downwards too. */
export interface Shape {
  top: number;
  bottom: number;
  left: number;
  right: number;
  /** Null where one looks past it. `u` and `v` run from 0 to 1 within the shape. */
  colourAt(u: number, v: number): Colour | null;
}

/** Where things stand: from the left edge, on the line `ground`. */
type Random = () => number;

const between = (random: Random, low: number, high: number) => low + (high - low) * random();

/** A strong colour, or with little `saturation` a grey one. */
export function randomColour(random: Random, saturation: number, lightness: number): Colour {
  const hue = random() * 6;
  const channel = (shift: number) => {
    const distance = Math.abs(((hue + shift) % 6) - 3) - 1.5;
    return Math.max(0, Math.min(255, lightness + saturation * Math.max(-1, Math.min(1, distance))));
  };
  return [channel(0), channel(2), channel(4)];
}

/** Signs, houses, flowers and wires of a scene whose ground begins at `ground` and that is `height` high. */
export function createShapes(seed: number, ground: number, height: number): Shape[] {
  const random = createRandom(seed);
  const houses = Array.from({ length: 2 + random() * 5 }, () => house(random, ground));
  const signs = Array.from({ length: 2 + random() * 4 }, () => sign(random, height));
  const flowers = Array.from({ length: 40 + random() * 160 }, () => flower(random, ground, height));
  const wires = Array.from({ length: 3 }, () => wire(random, ground));
  return [...wires, ...houses, ...flowers, ...signs];
}

/** A wall with windows, some of them lit. */
function house(random: Random, ground: number): Shape {
  const left = random();
  const wide = between(random, 0.05, 0.16);
  const tall = between(random, 0.08, 0.3);
  const wall = randomColour(random, between(random, 4, 50), between(random, 90, 210));
  const [columns, rows] = [Math.ceil(wide * 70), Math.ceil(tall * 60)];
  const seed = random() * 2 ** 31;
  const glass = (column: number, row: number): Colour =>
    hash(seed, column, row) % 5 === 0 ? [246, 222, 150] : [48 + (hash(seed, row, column) % 40), 62, 78];
  return {
    ...{ left, right: left + wide, top: ground - tall, bottom: ground + 0.015 },
    colourAt(u, v) {
      const [column, row] = [Math.floor(u * columns), Math.floor(v * rows)];
      const [x, y] = [u * columns - column, v * rows - row];
      return x > 0.22 && x < 0.8 && y > 0.25 && y < 0.82 ? glass(column, row) : wall;
    },
  };
}

/** A board with lines of letters: bars across and down in a square, as Hangul has them. */
function sign(random: Random, height: number): Shape {
  const wide = between(random, 0.06, 0.22);
  const letters = Math.round(between(random, 4, 16));
  const lines = Math.round(between(random, 1, 5));
  const tall = Math.min((wide / letters) * lines * 1.2, height * 0.5);
  const left = random() * (1 - wide);
  const top = random() * (height - tall);
  const board = randomColour(random, 110, 130);
  const ink: Colour = board[0] + board[1] + board[2] > 380 ? [24, 24, 30] : [248, 246, 240];
  const seed = random() * 2 ** 31;
  return {
    ...{ left, right: left + wide, top, bottom: top + tall },
    colourAt(u, v) {
      const [letter, line] = [Math.floor(u * letters), Math.floor(v * lines)];
      const [x, y] = [(u * letters - letter) * 8, (v * lines - line) * 8];
      return x > 1 && y > 1 && inked(hash(seed, letter, line), x - 1, y - 1) ? ink : board;
    },
  };
}

/** Whether one of a letter's three bars each way covers a point of its 7 x 7 square. */
function inked(bars: number, x: number, y: number): boolean {
  const across = ((bars >> (Math.floor(y / 2) * 2)) & 3) !== 0;
  const down = ((bars >> (8 + Math.floor(x / 2) * 2)) & 3) === 3;
  return (y % 2 < 0.8 && y < 6 && x < 6 && across) || (x % 2 < 0.8 && x < 6 && y < 6 && down);
}

function flower(random: Random, ground: number, height: number): Shape {
  const depth = random();
  const radius = 0.001 + depth * between(random, 0.002, 0.009);
  const x = random();
  const y = ground + 0.02 + depth * (height - ground);
  const petals = randomColour(random, 120, 150);
  return {
    ...{ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius },
    colourAt(u, v) {
      const distance = Math.hypot(u - 0.5, v - 0.5) * 2;
      if (distance < 0.3) return [240, 200, 40];
      return distance < 0.75 + 0.25 * Math.cos(5 * Math.atan2(v - 0.5, u - 0.5)) ? petals : null;
    },
  };
}

/** A thin dark line across the picture, hanging through. */
function wire(random: Random, ground: number): Shape {
  const top = random() * ground * 0.6;
  const sag = between(random, 0.02, 0.08);
  const slope = between(random, -0.5, 0.5);
  const thin = 0.0006 / sag;
  return {
    ...{ left: 0, right: 1, top, bottom: top + sag },
    colourAt(u, v) {
      const line = 0.5 + slope * (u - 0.5) + 0.25 - (u - 0.5) ** 2;
      return Math.abs(v - line) < thin ? [34, 32, 36] : null;
    },
  };
}
