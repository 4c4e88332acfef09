import { readFileSync } from "node:fs";
import sharp from "sharp";
import { type Case, type OutputName, outputs } from "./cases.ts";
import { type Megapixels, pathOf, type VariantName, variants } from "./corpus.ts";
import { type DriverName, Lab } from "./lab.ts";
import type { Job } from "./pipelines/serve.ts";
import { psnr } from "./psnr.ts";

const MiB = 1 << 20;
/** Beyond this nobody is asked to make a picture: Workers have 128 MB. */
const MOST_MIB = 1024;

export interface Figures {
  /** The median in the Worker over sharp's median in the same minutes, and both in ms. */
  ratioToSharp: number;
  /** Likewise, sharp's encoder told to search no harder than the pipeline's. */
  ratioAtSameMethod: number;
  ms: number;
  sharpMs: number;
  /** Likewise, of the time that processors were at work in all threads: what a busy machine changes little. */
  cpuRatioToSharp: number;
  cpuMs: number;
  sharpCpuMs: number;
  /** WebAssembly's memory and JavaScript's buffers, in MiB. */
  peakMiB: number;
  /** The decoder's alone; null where it is not apart. */
  decodeMiB: number | null;
  /** What the whole process grew by for its first picture. */
  residentMiB: number;
  /** dB, of the two WebP files decoded. */
  psnrToSharp: number;
  bytes: number;
  sharpBytes: number;
  /** How hard libwebp searched, of 0 to 6. sharp's own is 4. */
  method: number;
  runs: number;
}

export interface Row extends Partial<Figures> {
  input: VariantName;
  megapixels: Megapixels;
  output: OutputName;
  driver: DriverName;
  /** Why there is no figure. */
  failure?: string;
}

// What it made before must not be quicker to make again.
sharp.cache(false);

const SHARP_METHOD = 4;

/** sharp at its best: the file in memory, told of the size before it decodes. Of quality 80, like all pipelines. */
function renderWithSharp(file: Uint8Array, output: OutputName, effort = SHARP_METHOD): Promise<Buffer> {
  const resized = sharp(file, { autoOrient: true }).resize(outputs[output]);
  return resized.webp({ quality: 80, effort }).toBuffer();
}

/** A time on the clock and one of processors, in ms. */
interface Times {
  clock: number[];
  cpu: number[];
}

async function timeSharp(times: Times, work: () => Promise<unknown>): Promise<void> {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  await work();
  times.clock.push(performance.now() - begun);
  const { user, system } = process.cpuUsage(used);
  times.cpu.push((user + system) / 1000);
}

async function timeOwn(times: Times, lab: Lab, job: Job): Promise<void> {
  const computed = lab.computed;
  times.clock.push((await lab.run(job)).milliseconds);
  times.cpu.push(lab.computed - computed);
}

/**
 * Measures one pipeline on one case. `earlier` rows tell whether it is worth the try: a pipeline that needed a gigabyte
 * for less is left in peace.
 */
export async function measure(
  driver: DriverName,
  each: Case,
  runs: number,
  earlier: readonly Row[],
): Promise<Row> {
  const { variant: input, megapixels, output } = each;
  const row = { input, megapixels, output, driver };
  const needs = expectedMiB(row, earlier);
  if (needs > MOST_MIB) return { ...row, failure: `would need some ${Math.round(needs)} MiB` };
  const file = readFileSync(pathOf(each));
  const lab = await Lab.open(driver);
  try {
    return { ...row, ...(await figuresOf(lab, each, file, runs)) };
  } catch (error) {
    return { ...row, failure: error instanceof Error ? error.message : String(error) };
  } finally {
    await lab.close();
  }
}

/** Memory grows with the pixels, for those whom it takes as much as would matter here. */
function expectedMiB({ input, megapixels, output, driver }: Row, earlier: readonly Row[]): number {
  const last = earlier.findLast(
    (row) => row.input === input && row.output === output && row.driver === driver,
  );
  return last?.peakMiB === undefined ? 0 : (last.peakMiB * megapixels) / last.megapixels;
}

async function figuresOf(lab: Lab, { variant, output }: Case, file: Buffer, runs: number): Promise<Figures> {
  const job = { type: variants[variant].type, size: file.length, ...outputs[output] };
  // The first picture comes as a stream, as in production; it tells of memory.
  const first = await lab.run(job, file);
  const residentMiB = lab.grown / MiB;
  const theirs = await renderWithSharp(file, output);
  await lab.keep(file);
  await lab.run(job);
  const [own, sharps, alike] = [0, 1, 2].map((): Times => ({ clock: [], cpu: [] })) as [Times, Times, Times];
  for (let round = 0; round < runs; round++) {
    await timeSharp(sharps, () => renderWithSharp(file, output));
    await timeOwn(own, lab, job);
    if (first.method !== SHARP_METHOD)
      await timeSharp(alike, () => renderWithSharp(file, output, first.method));
  }
  const [ms, sharpMs, cpuMs, sharpCpuMs] = [own.clock, sharps.clock, own.cpu, sharps.cpu].map(median) as [
    number,
    number,
    number,
    number,
  ];
  const alikeMs = alike.clock.length > 0 ? median(alike.clock) : sharpMs;
  return {
    ...{ ratioToSharp: rounded(ms / sharpMs, 2), ratioAtSameMethod: rounded(ms / alikeMs, 2) },
    ...{ ms: rounded(ms, 1), sharpMs: rounded(sharpMs, 1) },
    ...{ cpuRatioToSharp: rounded(cpuMs / sharpCpuMs, 2), cpuMs: rounded(cpuMs, 1) },
    sharpCpuMs: rounded(sharpCpuMs, 1),
    peakMiB: rounded((first.memory + first.buffers) / MiB, 1),
    decodeMiB: first.decoder === null ? null : rounded(first.decoder / MiB, 1),
    residentMiB: rounded(residentMiB, 0),
    psnrToSharp: rounded(psnr(await rgbOf(first.webp), await rgbOf(theirs)), 1),
    ...{ bytes: first.webp.length, sharpBytes: theirs.length, method: first.method, runs },
  };
}

async function rgbOf(webp: Uint8Array): Promise<Uint8Array> {
  return sharp(webp).removeAlpha().raw().toBuffer();
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
