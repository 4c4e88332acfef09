import { expect, it, vi } from "vitest";
import { presets } from "../../../src/rooms/images/presets.ts";
import { pngSuiteFile, pngSuiteNames } from "../../fixtures/recipes.ts";
import { open, outcome, render } from "./contract.ts";

vi.setConfig({ testTimeout: 120_000 });

const names = await pngSuiteNames();
const corrupt = names.filter((name) => name.startsWith("x"));
const valid = names.filter((name) => !corrupt.includes(name) && name !== "PngSuite.png");

it.each(["engine", "photon"] as const)(
  "%s takes every valid picture of PngSuite and refuses the corrupt ones",
  async (name) => {
    const driver = open[name]();
    const taken: string[] = [];
    for (const file of [...valid, ...corrupt]) {
      const result = await outcome(render(driver, await pngSuiteFile(file), presets.thumb, "image/png"));
      if (result === "none") taken.push(file);
      else expect([file, result]).toEqual([file, "images-unreadable"]);
    }
    expect(taken).toEqual(valid);
  },
);
