import {
  type Engine,
  PictureError,
  type PictureType,
  type Wish,
} from "../../../src/rooms/images/engine/engine.ts";
import { inPieces } from "../../fixtures/engine.ts";
import { mutate } from "./mutate.ts";
import { createRandom, type Random } from "./random.ts";

/** What came of one file. */
export interface Outcome {
  /** `made`, or the rule by which it was refused, or what went wrong. */
  result: string;
  /** A trap, an error that is no refusal, too much memory. */
  failed: boolean;
}

const WISHES: readonly Wish[] = [
  { width: 20, height: 14, fit: "cover" },
  { width: 9, fit: "inside" },
  { width: 33, fit: "inside" },
  { width: 40, height: 40, fit: "cover", focus: { x: 0.1, y: 0.9 } },
  { width: 1280, fit: "inside", mostPixels: 4e6 },
];
const MOST_MEMORY = 64 << 20;

/** The file that run `index` of `seed` makes: always the same. */
export function fileOf(corpus: readonly Uint8Array[], seed: number, index: number) {
  const random = createRandom(Math.imul(seed, 0x9e3779b1) ^ index);
  return { file: mutate(corpus, random), random };
}

/** Renders the file of one run, arriving in pieces of any size. */
export async function runOne(
  engine: Engine,
  corpus: readonly Uint8Array[],
  seed: number,
  index: number,
): Promise<Outcome> {
  const { file, random } = fileOf(corpus, seed, index);
  const result = await outcome(engine, file, random);
  if (engine.memoryBytes > MOST_MEMORY) return { result: "more memory than there is", failed: true };
  return result;
}

async function outcome(engine: Engine, file: Uint8Array, random: Random): Promise<Outcome> {
  const pieces = random.chance(0.3) ? () => 1 + random.whole(700) : file.length || 1;
  try {
    const body = inPieces(file, pieces);
    const { width, height, data } = await engine.render({ type: typeOf(file), body }, random.pick(WISHES));
    const whole = data.length === width * height * 4;
    return { result: whole ? "made" : "a picture of the wrong size", failed: !whole };
  } catch (error) {
    // A refusal with a cause is a trap that the engine has caught.
    if (error instanceof PictureError && !error.cause) return { result: error.rule, failed: false };
    return { result: String(error instanceof PictureError ? error.cause : error), failed: true };
  }
}

function typeOf(file: Uint8Array): PictureType {
  if (file[0] === 0x89) return "image/png";
  if (file[0] === 0x52) return "image/webp";
  return file[0] === 0x47 ? "image/gif" : "image/jpeg";
}
