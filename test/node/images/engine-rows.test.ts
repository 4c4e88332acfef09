import { readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { buildEngine } from "../../../scripts/engine.ts";
import { layOut } from "../../../src/rooms/images/engine/geometry.ts";
import { asStored, placement } from "../../../src/rooms/images/engine/orientation.ts";
import { resample } from "../../../src/rooms/images/resample.ts";

interface EngineExports {
  memory: WebAssembly.Memory;
  begin(): void;
  setTarget(...numbers: number[]): number;
  beginRaster(width: number, height: number, channels: number): number;
  pushRasterRow(): void;
}

const compiled = resolve(import.meta.dirname, "../../../dist/engine/engine.wasm");
await buildEngine();
// Node compiles bytes, which the types, being those of Workers, do not know.
const instantiate = WebAssembly.instantiate as unknown as (
  bytes: Uint8Array,
) => Promise<{ instance: { exports: EngineExports } }>;
const engine = (await instantiate(readFileSync(compiled))).instance.exports;

interface Raster {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
}

function draw(width: number, height: number, channels: number, sample: (x: number, y: number) => number[]) {
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return sample(pixel % width, Math.floor(pixel / width))[i % channels]!;
  });
  return { width, height, channels, data };
}

type Orientation = Parameters<typeof placement>[0];

function plan(raster: Raster, width: number, height: number, orientation: Orientation) {
  const upright =
    orientation >= 5
      ? { width: raster.height, height: raster.width }
      : { width: raster.width, height: raster.height };
  const stored = { width: raster.width, height: raster.height, orientation };
  const layout = asStored(layOut(upright, { width, height, fit: "cover" }), stored);
  return { layout, place: placement(orientation, layout.horizontal.count, layout.vertical.count) };
}

function shrink(raster: Raster, { layout, place }: ReturnType<typeof plan>): Uint8Array {
  const { horizontal, vertical } = layout;
  engine.begin();
  const pixels = engine.setTarget(
    ...[horizontal.count, vertical.count, horizontal.start, horizontal.step, vertical.start, vertical.step],
    ...[place.first, place.columnStep, place.rowStep],
  );
  const row = engine.beginRaster(raster.width, raster.height, raster.channels);
  const bytes = raster.width * raster.channels;
  for (let y = 0; y < raster.height; y++) {
    new Uint8Array(engine.memory.buffer, row, bytes).set(raster.data.subarray(y * bytes, (y + 1) * bytes));
    engine.pushRasterRow();
  }
  return new Uint8Array(engine.memory.buffer, pixels, place.width * place.height * 4).slice();
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);

const wave = (x: number, y: number) => [
  128 + 120 * Math.sin(x / 7),
  128 + 120 * Math.cos(y / 5),
  (x * 3 + y) & 255,
];

describe("rows that pass through the engine", () => {
  test("keep a plain colour as it is", () => {
    const raster = draw(97, 61, 3, () => [7, 200, 255]);
    const pixels = shrink(raster, plan(raster, 30, 20, 1));
    expect(new Set(new Uint32Array(pixels.buffer))).toEqual(new Set([0xffffc807]));
  });

  test("are not shifted: a ramp shrunk by four is the mean of each four", () => {
    const raster = draw(64, 64, 1, (x) => [x * 4]);
    const pixels = shrink(raster, plan(raster, 16, 16, 1));
    const inner = Array.from({ length: 8 }, (_, i) => pixels[(5 * 16 + 4 + i) * 4]);
    expect(inner).toEqual(Array.from({ length: 8 }, (_, i) => 16 * (4 + i) + 6));
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8] as const)(
    "come out as in floating point, orientation %i",
    (orientation) => {
      const raster = draw(203, 151, 3, wave);
      const planned = plan(raster, 31, 22, orientation);
      const reference = resample({ ...raster, channels: 3 }, planned.layout, planned.place).data;
      expect(largestDifference(shrink(raster, planned), reference)).toBeLessThanOrEqual(1);
    },
  );

  test("carry alpha, and nothing bleeds out of what cannot be seen", () => {
    const raster = draw(120, 80, 4, (x, y) => (x < 60 ? [255, 0, 0, 0] : [0, 90, 250, 40 + y]));
    const planned = plan(raster, 30, 20, 1);
    const pixels = shrink(raster, planned);
    const reference = resample({ ...raster, channels: 4 }, planned.layout, planned.place).data;
    const seen = (rgba: ArrayLike<number>) =>
      Array.from({ length: rgba.length }, (_, i) =>
        i % 4 === 3 ? rgba[i]! : rgba[i]! * (rgba[i | 3]! / 255),
      );
    expect(largestDifference(seen(pixels), seen(reference))).toBeLessThanOrEqual(1);
    expect(Array.from(pixels).filter((value, i) => i % 4 === 0 && pixels[i + 3]! > 8 && value > 1)).toEqual(
      [],
    );
  });

  test("are weighed in the middle of a stretch that is longer than any filter", () => {
    const raster = draw(20_000, 1, 1, (x) => [Math.floor(x / 2000) * 20]);
    const whole = {
      horizontal: { start: 0, step: 2000, count: 10 },
      vertical: { start: 0, step: 1, count: 1 },
    };
    const pixels = shrink(raster, { layout: whole, place: placement(1, 10, 1) });
    expect(Array.from({ length: 10 }, (_, i) => pixels[i * 4])).toEqual(
      Array.from({ length: 10 }, (_, i) => i * 20),
    );
  });

  test("never enlarge: a single pixel stays one", () => {
    const raster = draw(1, 1, 1, () => [99]);
    expect([...shrink(raster, plan(raster, 300, 200, 1))]).toEqual([99, 99, 99, 255]);
  });
});

test("compiling the same sources again makes the same bytes", { timeout: 60_000 }, async () => {
  const before = readFileSync(compiled);
  rmSync(resolve(compiled, "../sources.sha256"));
  await buildEngine();
  expect(readFileSync(compiled).equals(before)).toBe(true);
});
