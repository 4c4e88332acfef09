import { describe, expect, test } from "vitest";
import { PictureError } from "../../../src/rooms/images/engine/engine.ts";
import { openEngine, renderFile } from "../../fixtures/engine.ts";
import { bombs } from "../../fixtures/picture-bombs.ts";

/** `npm run fuzz:images -- --bombs` says how long each takes. */
describe.each(bombs)("$name", ({ type, make }) => {
  test("is refused or made, in 32 MiB", { timeout: 30_000 }, async () => {
    const engine = await openEngine();
    const file = await make();
    const error = await renderFile(engine, type, file, { width: 300, height: 200, fit: "cover" }).catch(
      (thrown: unknown) => thrown,
    );
    if (error instanceof Error) expect(error).toBeInstanceOf(PictureError);
    if (error instanceof PictureError) expect(error.cause).toBeUndefined();
    expect(engine.memoryBytes).toBeLessThanOrEqual(32 << 20);
  });
});
