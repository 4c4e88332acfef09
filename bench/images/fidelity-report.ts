import { type OutputName, outputs } from "./cases.ts";
import { makePictures, type VariantName } from "./corpus.ts";
import { type Fidelity, fidelityOf, likenessToSharp } from "./fidelity.ts";

/** dB that the engine may be below sharp in any photo, pixels by which it may be off, and dB to sharp of a photo in ink. */
const bars = { below: 0.5, shift: 0.02, ink: 30 };

const inputs: readonly VariantName[] = ["jpeg-baseline", "jpeg-progressive", "jpeg-444"];
const outputNames = Object.keys(outputs) as OutputName[];
/** A photo in CMYK is large and slow to write. */
const INK_SCENES = 2;

interface Summary {
  input: VariantName;
  output: OutputName;
  photos: number;
  /** The lowest of all photos, in dB. */
  sharp: number;
  engine: number;
  /** The engine's dB less sharp's, where that is lowest. */
  worst: number;
  /** Pixels, sideways or down, whichever is more. */
  shift: number;
  colourShift: number;
  met: boolean;
}

/** Compares so many photos with the reference, prints what came of it, and says whether all bars were met. */
export async function reportFidelity(photos: number, json: boolean): Promise<boolean> {
  const scenes = Array.from({ length: photos }, (_, i) => i + 1);
  const results: Fidelity[] = [];
  for (const scene of scenes) {
    await makePictures(
      inputs.map((variant) => ({ variant, megapixels: 12, scene })),
      console.error,
    );
    for (const input of inputs)
      for (const output of outputNames) results.push(await fidelityOf(scene, input, output));
    console.error(`Compared scene ${scene}`);
  }
  const summaries = inputs.flatMap((input) => outputNames.map((output) => summarise(results, input, output)));
  const ink = await compareInk(scenes.slice(0, INK_SCENES));
  if (json) for (const row of [...summaries, ...ink]) console.log(JSON.stringify(row));
  else for (const table of [summaries, ink]) console.table(table);
  return [...summaries, ...ink].every(({ met }) => met);
}

function summarise(results: readonly Fidelity[], input: VariantName, output: OutputName): Summary {
  const own = results.filter((result) => result.input === input && result.output === output);
  const lowest = (value: (result: Fidelity) => number) => rounded(Math.min(...own.map(value)), 2);
  const farthest = (kind: "shift" | "colourShift") =>
    rounded(Math.max(...own.flatMap((result) => [Math.abs(result[kind].x), Math.abs(result[kind].y)])), 3);
  const worst = lowest((result) => result.engine - result.sharp);
  const [shift, colourShift] = [farthest("shift"), farthest("colourShift")];
  const met = worst >= -bars.below && Math.max(shift, colourShift) <= bars.shift;
  const floors = { sharp: lowest((result) => result.sharp), engine: lowest((result) => result.engine) };
  return { input, output, photos: own.length, ...floors, worst, shift, colourShift, met };
}

async function compareInk(scenes: readonly number[]) {
  const files = scenes.map((scene) => ({ variant: "jpeg-cmyk", megapixels: 12, scene }) as const);
  await makePictures(files, console.error);
  const rows = [];
  for (const output of outputNames) {
    const likenesses = [];
    for (const file of files) likenesses.push(await likenessToSharp(file, output));
    const toSharp = rounded(Math.min(...likenesses), 1);
    rows.push({ input: "jpeg-cmyk", output, photos: files.length, toSharp, met: toSharp >= bars.ink });
  }
  return rows;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
