import sharp from "sharp";
import { expect, it } from "vitest";
import { convertToSrgb, readProfile } from "../../../src/rooms/images/engine/colour-profile.ts";

const { icc } = await sharp({ create: { width: 1, height: 1, channels: 3, background: "red" } })
  .withIccProfile("p3")
  .png()
  .toBuffer()
  .then((file) => sharp(file).metadata());

it("Display P3 becomes the sRGB that a colour engine makes of it", async () => {
  const colours = Array.from({ length: 512 }, (_, i) =>
    [i & 7, (i >> 3) & 7, i >> 6].map((step) => 20 + step * 30),
  ).flat();
  const raw = { raw: { width: 512, height: 1, channels: 3 as const } };
  const tagged = await sharp(Buffer.from(colours), raw).png().withIccProfile("p3").toBuffer();
  const stored = await sharp(tagged, { ignoreIcc: true }).ensureAlpha().raw().toBuffer();
  const pixels = { width: 512, height: 1, rgba: new Uint8ClampedArray(stored) };
  convertToSrgb(pixels.rgba, readProfile(new Uint8Array(icc!))!);
  for (const [i, value] of colours.entries()) {
    expect(Math.abs(pixels.rgba[Math.floor(i / 3) * 4 + (i % 3)]! - value)).toBeLessThanOrEqual(3);
  }
});

it("a pure P3 red is more than sRGB can show, and stays a full red", () => {
  const red = { width: 1, height: 1, rgba: new Uint8ClampedArray([255, 0, 0, 255]) };
  convertToSrgb(red.rgba, readProfile(new Uint8Array(icc!))!);
  expect([...red.rgba]).toEqual([255, 0, 0, 255]);
});

it("a profile that is cut short or of another kind is none", () => {
  for (let length = 0; length < icc!.length; length += 7) {
    const profile = readProfile(new Uint8Array(icc!.subarray(0, length)));
    expect(profile === null || length > 128).toBe(true);
  }
  expect(readProfile(new Uint8Array(4096))).toBeNull();
});
