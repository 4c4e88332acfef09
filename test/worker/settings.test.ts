/// <reference types="vite/client" />
import { describe, expect, it } from "vitest";
import example from "../../.dev.vars.example?raw";
import { ports } from "../../src/drivers.ts";
import type { Env } from "../../src/platform/env.ts";
import houseSettings from "../../src/platform/settings.ts?raw";

/** Bindings are declared in wrangler.toml. */
const bindings: Record<keyof Pick<Env, "FILES_BUCKET" | "DB"> | "HYPERDRIVE" | "IMAGES", true> = {
  FILES_BUCKET: true,
  DB: true,
  HYPERDRIVE: true,
  IMAGES: true,
};

const listed = new Set([...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name));

const rows = Object.entries(ports).map(([port, { variable, drivers }]) => ({ port, variable, drivers }));
const drivers = rows.flatMap(({ port, drivers }) =>
  Object.entries(drivers).map(([name, { settings }]) => ({ driver: `${port} ${name}`, settings })),
);

describe(".dev.vars.example lists", () => {
  it.each(rows)("$variable, which picks the driver for $port", ({ variable }) => {
    expect(listed).toContain(variable);
  });

  it.each(drivers)("every setting that $driver asks for", ({ settings }) => {
    const asked = Object.keys(settings.shape).filter((name) => !(name in bindings));
    expect(asked.filter((name) => !listed.has(name))).toEqual([]);
  });

  it("every setting of the house", () => {
    const asked = [...houseSettings.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);
    expect(asked).toContain("PUBLIC_ORIGIN");
    expect(asked.filter((name) => !listed.has(name))).toEqual([]);
  });

  it("nothing that nobody asks for", () => {
    const asked = new Set(drivers.flatMap(({ settings }) => Object.keys(settings.shape)));
    const known = (name: string) => asked.has(name) || houseSettings.includes(`${name}:`);
    const variables = new Set(rows.map(({ variable }) => variable));
    expect([...listed].filter((name) => name && !known(name) && !variables.has(name))).toEqual([]);
  });
});
