import { describe, expect, it } from "vitest";
import { turbo } from "../../../src/rooms/images/drivers/turbo.ts";
import { presets } from "../../../src/rooms/images/presets.ts";
import { makePicture, psnr, sharpPixels, sharpRendition } from "../../fixtures/recipes.ts";

const world = { now: () => Date.now() } as never;
it("smoke", async () => {
  const file = await makePicture({ width: 1201, height: 903, pattern: "smooth", type: "jpeg" });
  const driver = turbo.open({}, world);
  const p = await driver.render({ type: "image/jpeg", size: file.length, body: new Blob([file]).stream() }, presets.thumb);
  console.log(p.width, p.height, p.body.length, psnr(await sharpPixels(p.body), await sharpRendition(file, presets.thumb)));
});
