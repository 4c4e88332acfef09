import { describe, expect, it } from "vitest";
import { createEngineDriver } from "../../../src/rooms/images/drivers/engine.ts";
import { createPhotonDriver } from "../../../src/rooms/images/drivers/photon.ts";
import { presets } from "../../../src/rooms/images/presets.ts";
import { imagesBusy } from "../../../src/rooms/images/problems.ts";
import { makePicture } from "../../fixtures/recipes.ts";
import { outcome, render } from "./contract.ts";

/** Turns never run out on this clock: one that is not given up is never had again. */
const clock = { now: () => 0 };
const drivers = { engine: createEngineDriver, photon: createPhotonDriver };
const make = () => makePicture({ width: 451, height: 301, pattern: "smooth", type: "jpeg" });
const wanted = { ...presets.thumb, type: "image/webp" } as const;

type Next = (
  controller: ReadableStreamDefaultController<Uint8Array> | ReadableByteStreamController,
) => unknown;

/** The first half of a file, then what the test says; plain, or of bytes as a store's bodies are. */
function halfOf(file: Uint8Array<ArrayBuffer>, { bytes, next }: { bytes: boolean; next: Next }) {
  let given = false;
  const state = { cancelled: false };
  const source = {
    pull(controller: Parameters<Next>[0]) {
      if (given) return next(controller);
      given = true;
      controller.enqueue(file.slice(0, file.length / 2));
    },
    cancel() {
      state.cancelled = true;
    },
  };
  const body = bytes
    ? new ReadableStream({ type: "bytes", ...source } as UnderlyingByteSource)
    : new ReadableStream<Uint8Array>(source as UnderlyingSource<Uint8Array>);
  return { state, source: { type: "image/jpeg", size: file.length, body } as const };
}

const kinds = (Object.keys(drivers) as (keyof typeof drivers)[]).flatMap((name) =>
  [false, true].map((bytes) => ({ name, bytes })),
);

describe.each(kinds)("a body, of bytes: $bytes, that $name reads", ({ name, bytes }) => {
  const stalls = () => new Promise(() => {});
  const fails = (error: unknown) => () => Promise.reject(error);

  it("and that stalls is given up, as is the turn, and its store is unavailable", async () => {
    const driver = drivers[name](clock, 20);
    const file = await make();
    const { source, state } = halfOf(file, { bytes, next: stalls });
    expect(await outcome(driver.render(source, wanted))).toBe("vendor-unavailable");
    expect(state.cancelled).toBe(true);
    expect(await outcome(render(driver, file, presets.thumb))).toBe("none");
  });

  it("and that breaks off is its store's fault, not the file's", async () => {
    const { source } = halfOf(await make(), { bytes, next: fails(new Error("Network connection lost.")) });
    expect(await outcome(drivers[name](clock).render(source, wanted))).toBe("vendor-unavailable");
  });

  it("and that fails with a problem fails with that one", async () => {
    const { source } = halfOf(await make(), { bytes, next: fails(imagesBusy()) });
    expect(await outcome(drivers[name](clock).render(source, wanted))).toBe("images-busy");
  });
});

describe.each(["engine", "photon"] as const)("a pipe that %s reads", (name) => {
  it("and that stalls is given up", async () => {
    const { readable, writable } = new IdentityTransformStream();
    const file = await make();
    const writer = writable.getWriter();
    const written = writer.write(file.slice(0, 1000));
    const source = { type: "image/jpeg", size: file.length, body: readable } as const;
    expect(await outcome(drivers[name](clock, 20).render(source, wanted))).toBe("vendor-unavailable");
    await written;
    await expect(writer.write(file)).rejects.toThrow();
  });
});
