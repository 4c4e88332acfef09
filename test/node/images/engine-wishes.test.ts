import { expect, test } from "vitest";
import type { PictureType, Wish } from "../../../src/rooms/images/engine/engine.ts";
import { openEngine } from "../../fixtures/engine.ts";

const engine = await openEngine();

/** A body that tells whether it was let go. */
function watched(): { body: ReadableStream<Uint8Array>; isCancelled: () => boolean } {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(64)),
    cancel() {
      cancelled = true;
    },
  });
  return { body, isCancelled: () => cancelled };
}

test.each(["image/jpg", "image/heic", "constructor", ""])(
  "a body of type %j is unsupported, and let go",
  async (type) => {
    const { body, isCancelled } = watched();
    const render = engine.render({ type: type as PictureType, body }, { width: 300, fit: "inside" });
    await expect(render).rejects.toMatchObject({
      name: "PictureError",
      reason: "unsupported",
      rule: `"${type}" is none of image/jpeg, image/png, image/webp, image/gif`,
    });
    expect(isCancelled()).toBe(true);
  },
);

const good = { width: 300, height: 200, fit: "cover" } as const;

test.each<[string, Wish]>([
  ["width", { ...good, width: Number.NaN }],
  ["width", { ...good, width: 0 }],
  ["width", { ...good, width: 300.5 }],
  ["width", { fit: "inside" } as unknown as Wish],
  ["height", { ...good, height: -1 }],
  ["focus.x", { ...good, focus: { x: Number.NaN, y: 0.5 } }],
  ["focus.y", { ...good, focus: { x: 0.5, y: 30 } }],
  ["mostPixels", { ...good, mostPixels: 0 }],
])(
  "a wish for another %s than there can be is refused by name, and the body let go: %j",
  async (name, wish) => {
    const { body, isCancelled } = watched();
    await expect(engine.render({ type: "image/png", body }, wish)).rejects.toThrow(
      expect.objectContaining({ name: "RangeError", message: expect.stringMatching(`^${name} has to be`) }),
    );
    expect(isCancelled()).toBe(true);
  },
);
