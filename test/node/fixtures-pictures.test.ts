import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { photo, photoName, sensorSize } from "../fixtures/pictures.ts";

const drawing = { timeout: 30_000 };

describe("photo", () => {
  test("takes 4032x3024 at 3 to 4 MB, as a phone does", drawing, async () => {
    const bytes = await photo();
    const { width, height, format, isProgressive } = await sharp(bytes).metadata();
    expect({ width, height, format, isProgressive }).toEqual({
      ...sensorSize(12),
      format: "jpeg",
      isProgressive: false,
    });
    expect(bytes.length).toBeGreaterThan(2_900_000);
    expect(bytes.length).toBeLessThan(4_000_000);
  });

  test("writes progressive scans, orientation 6 and a place on request", drawing, async () => {
    const bytes = await photo({ progressive: true, orientation: 6, gps: true });
    const { isProgressive, orientation, exif, width } = await sharp(bytes).metadata();
    expect({ isProgressive, orientation, width }).toEqual({
      isProgressive: true,
      orientation: 6,
      width: 4032,
    });
    expect(exif?.toString("latin1")).toContain("Tov Phone 12");
  });

  test.for([1, 2, 3, 4, 5, 6, 7, 8])("is upright once orientation %i is applied", async (orientation) => {
    const upright = sharp(await photo({ megapixels: 0.1, orientation })).autoOrient();
    const { data } = await upright
      .resize(80, 60, { fit: "fill" })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const colourAt = (x: number, y: number) => [...data.subarray((y * 80 + x) * 3, (y * 80 + x) * 3 + 3)];
    const [flagRed, flagGreen] = colourAt(11, 9);
    const [skyRed, , skyBlue] = colourAt(60, 9);
    const [, grassGreen, grassBlue] = colourAt(40, 55);
    expect(flagRed! - flagGreen!).toBeGreaterThan(150);
    expect(skyBlue! - skyRed!).toBeGreaterThan(30);
    expect(grassGreen! - grassBlue!).toBeGreaterThan(60);
  });

  test("has a name as a Mac decomposes it", () => {
    expect(photoName).not.toBe(photoName.normalize("NFC"));
    expect(photoName.normalize("NFC")).toBe("사진 봄소풍.jpg");
  });
});
