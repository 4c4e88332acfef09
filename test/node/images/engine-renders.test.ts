import sharp from "sharp";
import { expect, test } from "vitest";
import { openEngine } from "../../fixtures/engine.ts";

const engine = await openEngine();

/** A picture whose body would go on. `cancel` is what happens when nobody wants more of it. */
async function endless(colour: string, cancel: () => Promise<void>) {
  const create = { width: 200, height: 200, channels: 3, background: colour } as const;
  const file = await sharp({ create }).gif().toBuffer();
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(Uint8Array.from(file)),
    cancel,
  });
  return { type: "image/gif", body } as const;
}

test("pixels hold while another picture is made, also while their body takes time to end", async () => {
  const wish = { width: 100, fit: "inside" } as const;
  const cancelled = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const red = await endless("red", () => {
    cancelled.resolve();
    return ended.promise;
  });
  const first = engine.render(red, wish);
  await cancelled.promise;
  await engine.render(await endless("blue", async () => {}), wish);
  ended.resolve();
  expect([...(await first).data.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
});
