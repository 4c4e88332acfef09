import type * as z from "zod";
import type { DriverDefinition, Settings } from "../kit/driver.ts";
import type { Problem } from "../kit/problem.ts";
import { vendorDisabled, vendorMisconfigured } from "../kit/vendor-problem.ts";
import type { World } from "../kit/world.ts";
import { sandboxWorld } from "./sandbox-world.ts";
import { readHouseSettings } from "./settings.ts";

/** One row of the fuse box: which variable picks the driver of a port, and which there are. */
export interface PortRow<Port> {
  variable: string;
  /** The driver when the variable names none; null when the port is then switched off. */
  fallback: string | null;
  /**
   * What becomes of a port whose variable names no driver and whose fallback lacks settings that it requires: development
   * opens this driver, or none for null, and elsewhere the port is switched off. Left out, that is a misconfiguration.
   */
  withoutKeys?: { development: string | null };
  // biome-ignore lint/suspicious/noExplicitAny: each driver has settings of its own, which only its own `open` sees.
  drivers: Readonly<Record<string, DriverDefinition<Port, any>>>;
}

/** A port as it stands: open, or with the reason why not. */
export interface OpenPort<Port> {
  readonly driver: string | null;
  /** The port. Where it could not be opened, everything it is asked throws the reason: one room fails, the others do not. */
  readonly port: Port;
  /** Why it is not open, for an operator: names settings, never values. */
  readonly fault: { status: "disabled" | "misconfigured"; reason: string } | null;
}

/** Picks the driver that the settings name, checks the settings that it asks for, and opens it. */
export function openPort<Port extends object>(
  row: PortRow<Port>,
  settings: Settings,
  world: World,
): OpenPort<Port> {
  const named = settings[row.variable] as string | undefined;
  const driver = named ?? row.fallback;
  if (driver === null) return closed(driver, "disabled", `${row.variable} names no driver.`);
  const missing =
    named === undefined && row.withoutKeys ? missingSettings(row.drivers[driver], settings) : [];
  if (!row.withoutKeys || missing.length === 0) return openDriver(row, driver, settings, world);
  const { development } = row.withoutKeys;
  if (settings.ENVIRONMENT === "development" && development !== null)
    return openDriver(row, development, settings, world);
  return closed(driver, "disabled", `${driver} needs ${missing.join(", ")}.`);
}

/**
 * As `openPort` for a port of which several drivers may stand beside each other: the variable names them in their order,
 * separated by commas. Of several, one that does not open leaves the others as they are.
 */
export function openPorts<Port extends object>(
  row: PortRow<Port>,
  settings: Settings,
  world: World,
): readonly OpenPort<Port>[] {
  const named = String(settings[row.variable] ?? "").split(",");
  const drivers = [...new Set(named.map((name) => name.trim()).filter(Boolean))];
  if (drivers.length === 0) return [openPort(row, { ...settings, [row.variable]: undefined }, world)];
  return drivers.map((driver) => openDriver(row, driver, settings, world));
}

function openDriver<Port extends object>(
  row: PortRow<Port>,
  driver: string,
  settings: Settings,
  world: World,
): OpenPort<Port> {
  const definition = Object.hasOwn(row.drivers, driver) ? row.drivers[driver] : undefined;
  if (!definition) {
    const known = Object.keys(row.drivers).join(", ");
    return closed(driver, "misconfigured", `${row.variable} must be one of ${known}.`);
  }
  const checked = definition.settings.safeParse(settings);
  if (!checked.success) return closed(driver, "misconfigured", explain(checked.error));
  const outside = worldFor(definition, settings, world);
  if ("reason" in outside) return closed(driver, "misconfigured", outside.reason);
  try {
    return { driver, port: definition.open(checked.data, outside.world), fault: null };
  } catch (cause) {
    // The name alone: the message may repeat a setting's value.
    world.log.error("driver.not-opened", {
      driver,
      error: cause instanceof Error ? cause.name : typeof cause,
    });
    return closed(driver, "misconfigured", `${driver} does not open with these settings.`);
  }
}

type AnyDriver = Pick<DriverDefinition<unknown>, "settings">;

/** A driver with a sandbox key is shown the sandbox and nothing else. */
function worldFor({ settings: { shape } }: AnyDriver, settings: Settings, world: World) {
  const key = Object.keys(shape).find((name) => {
    const value = settings[name];
    return typeof value === "string" && value.startsWith("sandbox_");
  });
  if (key === undefined) return { world };
  const { ENVIRONMENT, SANDBOX_ORIGIN } = readHouseSettings(settings);
  if (ENVIRONMENT === "production" || SANDBOX_ORIGIN === undefined)
    return { reason: `${key}: sandbox keys open nothing in production` };
  return { world: sandboxWorld(world, SANDBOX_ORIGIN) };
}

/** Settings that a driver requires and nobody has given; none where something else is wrong with them too. */
function missingSettings(definition: AnyDriver | undefined, settings: Settings): string[] {
  const issues = definition?.settings.safeParse(settings).error?.issues ?? [];
  const names = issues.map(({ path }) => (path.length > 0 ? String(path[0]) : null));
  const missing = names.filter((name) => name !== null && settings[name] === undefined) as string[];
  return missing.length === names.length ? [...new Set(missing)] : [];
}

function explain(error: z.ZodError): string {
  return [
    ...new Set(error.issues.map((issue) => `${issue.path.join(".") || "settings"}: ${issue.message}`)),
  ].join("; ");
}

function closed<Port extends object>(
  driver: string | null,
  status: "disabled" | "misconfigured",
  reason: string,
): OpenPort<Port> {
  const create = status === "disabled" ? vendorDisabled : vendorMisconfigured;
  return { driver, port: throwing<Port>(() => create({ cause: reason })), fault: { status, reason } };
}

function throwing<Port extends object>(problem: () => Problem): Port {
  return new Proxy({} as Port, {
    get(_, name) {
      // `then` and symbols are asked for by the language itself, when the port is awaited or printed.
      if (name === "then" || typeof name === "symbol") return undefined;
      throw problem();
    },
  });
}
