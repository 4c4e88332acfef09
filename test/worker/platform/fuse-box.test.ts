import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineDriver } from "../../../src/kit/driver.ts";
import { openPort, type PortRow } from "../../../src/platform/fuse-box.ts";
import { createTestWorld } from "../../setup/test-world.ts";

interface Lamp {
  light(): Promise<string>;
}
const world = createTestWorld();
const lamp = defineDriver<Lamp>()({
  settings: z.object({ LAMP_KEY: z.string().min(3), LAMP_COLOUR: z.enum(["red", "green"]) }),
  open: ({ LAMP_KEY }) => ({ light: async () => LAMP_KEY }),
});
const short = defineDriver<Lamp>()({
  settings: z.object({}),
  open: () => {
    throw new Error("short circuit at hunter2");
  },
});
const row = (fallback: string | null): PortRow<Lamp> => ({
  variable: "LAMP",
  fallback,
  drivers: { lamp, short },
});
const wired = { LAMP_KEY: "key", LAMP_COLOUR: "red" };

test("the driver that the settings name is opened with its own settings", async () => {
  const opened = openPort(row(null), { ...wired, LAMP: "lamp" }, world);
  expect(opened).toMatchObject({ driver: "lamp", fault: null });
  expect(await opened.port.light()).toBe("key");
});

test("where none is named, the port's own is opened", () => {
  expect(openPort(row("lamp"), wired, world)).toMatchObject({ driver: "lamp", fault: null });
});

test("a port without a driver is switched off, and says so when it is asked", async () => {
  const { port, fault } = openPort(row(null), wired, world);
  expect(fault).toEqual({ status: "disabled", reason: "LAMP names no driver." });
  expect(() => port.light()).toThrow(
    expect.objectContaining({ kind: expect.objectContaining({ id: "vendor-disabled", status: 503 }) }),
  );
});

test.each(["laser", "__proto__", "constructor", "toString"])(
  "a driver %s that there is not is a misconfiguration",
  (LAMP) => {
    const { port, fault } = openPort(row("lamp"), { ...wired, LAMP }, world);
    expect(fault).toEqual({ status: "misconfigured", reason: "LAMP must be one of lamp, short." });
    expect(() => port.light()).toThrow(
      expect.objectContaining({ kind: expect.objectContaining({ id: "vendor-misconfigured" }) }),
    );
  },
);

test("missing and wrong settings are named, and their values are not", () => {
  const { fault } = openPort(row("lamp"), { LAMP_KEY: "s3", LAMP_COLOUR: "hunter2" }, world);
  expect(fault?.reason).toMatch(/LAMP_KEY: .*; LAMP_COLOUR: /);
  expect(fault?.reason).not.toContain("hunter2");
});

test("a driver that throws while it opens closes its own port, and what it said goes to the log alone", () => {
  const { port, fault } = openPort(row("short"), {}, world);
  expect(fault).toEqual({ status: "misconfigured", reason: "short does not open with these settings." });
  expect(() => port.light()).toThrow(
    expect.objectContaining({ kind: expect.objectContaining({ status: 500 }) }),
  );
  expect(world.logged.at(-1)).toMatchObject({ level: "error", event: "driver.not-opened" });
});

test("a closed port may be awaited and printed", async () => {
  const { port } = openPort(row(null), {}, world);
  expect(await port).toBe(port);
  expect(() => `${Object.prototype.toString.call(port)}`).not.toThrow();
});

describe("a driver with a sandbox key", () => {
  const outside = defineDriver<Lamp>()({
    settings: z.object({ LAMP_KEY: z.string(), LAMP_NAME: z.string().optional() }),
    open: (_, world) => ({ light: async () => world.browserUrl("https://lamp.example/on") }),
  });
  const wall: PortRow<Lamp> = { variable: "LAMP", fallback: "outside", drivers: { outside } };
  const lightOf = (settings: Record<string, string>) => openPort(wall, settings, world).port.light();

  test("is shown the sandbox instead of the world", async () => {
    const settings = { ENVIRONMENT: "development", LAMP_KEY: "sandbox_lamp" };
    expect(await lightOf(settings)).toBe("http://localhost:8788/lamp.example/on");
    const elsewhere = { ...settings, ENVIRONMENT: "preview", SANDBOX_ORIGIN: "http://localhost:9000" };
    expect(await lightOf(elsewhere)).toBe("http://localhost:9000/lamp.example/on");
  });

  test("of any other kind is shown the world", async () => {
    const settings = { ENVIRONMENT: "development", LAMP_KEY: "real", OTHER_KEY: "sandbox_other" };
    expect(await lightOf(settings)).toBe("https://lamp.example/on");
  });

  test.each(["production", undefined])("opens nothing where ENVIRONMENT is %s", (ENVIRONMENT) => {
    const settings = { ENVIRONMENT, LAMP_KEY: "sandbox_lamp", SANDBOX_ORIGIN: "http://localhost:8788" };
    expect(openPort(wall, settings, world).fault).toEqual({
      status: "misconfigured",
      reason: "LAMP_KEY: sandbox keys open nothing in production",
    });
  });
});

describe("a port that may do without keys", () => {
  const candle = defineDriver<Lamp>()({ settings: z.object({}), open: () => ({ light: async () => "wax" }) });
  const porch: PortRow<Lamp> = {
    variable: "LAMP",
    fallback: "lamp",
    withoutKeys: { development: "candle" },
    drivers: { lamp, candle },
  };

  test("opens the driver for development where the fallback has no settings", async () => {
    const opened = openPort(porch, { ENVIRONMENT: "development" }, world);
    expect(opened).toMatchObject({ driver: "candle", fault: null });
    expect(await opened.port.light()).toBe("wax");
  });

  test.each(["preview", "production", undefined])(
    "is switched off where ENVIRONMENT is %s, and names what is missing",
    (ENVIRONMENT) => {
      const { driver, fault } = openPort(porch, { ENVIRONMENT, LAMP_COLOUR: "red" }, world);
      expect(driver).toBe("lamp");
      expect(fault).toEqual({ status: "disabled", reason: "lamp needs LAMP_KEY." });
    },
  );

  test("opens its fallback where that has its settings", () => {
    expect(openPort(porch, { ENVIRONMENT: "development", ...wired }, world)).toMatchObject({
      driver: "lamp",
    });
  });

  test("is misconfigured where the variable names the driver", () => {
    const { fault } = openPort(porch, { ENVIRONMENT: "development", LAMP: "lamp" }, world);
    expect(fault?.status).toBe("misconfigured");
  });

  test("is misconfigured where a setting is wrong, not missing", () => {
    const { fault } = openPort(porch, { ENVIRONMENT: "development", LAMP_COLOUR: "blue" }, world);
    expect(fault?.status).toBe("misconfigured");
  });
});
