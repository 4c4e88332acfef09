import fc from "fast-check";
import sharp from "sharp";
import { expect, it } from "vitest";
import { layOut } from "../../../src/rooms/images/engine/geometry.ts";
import { lanczosTaps } from "../../../src/rooms/images/lanczos.ts";

const side = fc.integer({ min: 1, max: 260 });
const rendition = fc.record(
  {
    width: side,
    height: side,
    fit: fc.constantFrom("cover" as const, "inside" as const),
  },
  { requiredKeys: ["width", "fit"] },
);

it("every picture gets the size that sharp gives it", () =>
  fc.assert(
    fc.asyncProperty(side, side, rendition, async (width, height, wanted) => {
      const { horizontal, vertical } = layOut({ width, height }, wanted);
      const { info } = await sharp({ create: { width, height, channels: 3, background: "red" } })
        .resize({
          width: wanted.width,
          ...(wanted.height && { height: wanted.height }),
          fit: wanted.fit,
          withoutEnlargement: true,
        })
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([horizontal.count, vertical.count]).toEqual([info.width, info.height]);
    }),
    { numRuns: 300 },
  ));

it("what is sampled lies inside the picture, but for a rounded edge", () =>
  fc.assert(
    fc.property(side, side, rendition, (width, height, wanted) => {
      const {
        horizontal: { start, step, count },
      } = layOut({ width, height }, wanted);
      expect(start).toBeGreaterThanOrEqual(-step / 2 - 1e-9);
      expect(start + step * count).toBeLessThanOrEqual(width + step / 2 + 1e-9);
    }),
  ));

const unit = fc.double({ min: 0, max: 1, noNaN: true });

it("a crop has its focus in the middle, or ends at the picture's edge", () =>
  fc.assert(
    fc.property(side, side, side, side, unit, unit, (width, height, cropWidth, cropHeight, x, y) => {
      const wanted = { width: cropWidth, height: cropHeight, fit: "cover", focus: { x, y } } as const;
      const { start, step, count } = layOut({ width, height }, wanted).horizontal;
      const [left, right] = [start / step, start / step + count];
      const off = (left + right) / 2 - (x * width) / step;
      if (off < -1) expect(right).toBeGreaterThan(width / step - 1);
      else if (off > 1) expect(left).toBeLessThan(1);
    }),
  ));

it("weights add up to one and point into the source", () =>
  fc.assert(
    fc.property(side, side, rendition, (width, height, wanted) => {
      const taps = lanczosTaps(layOut({ width, height }, wanted).horizontal, width);
      for (const [i, first] of taps.first.entries()) {
        expect(first >= 0 && first + taps.length <= width).toBe(true);
        const sum = taps.weights.subarray(i * taps.length, (i + 1) * taps.length).reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(1, 4);
      }
    }),
  ));
