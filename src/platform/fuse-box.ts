import type * as z from "zod";
import type { DriverDefinition, Settings } from "../kit/driver.ts";
import type { Problem } from "../kit/problem.ts";
import { vendorDisabled, vendorMisconfigured } from "../kit/vendor-problem.ts";
import type { World } from "../kit/world.ts";

/** One row of the fuse box: which variable picks the driver of a port, and which there are. */
export interface PortRow<Port> {
  variable: string;
  /** The driver when the variable names none; null when the port is then switched off. */
  fallback: string | null;
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
  const driver = (settings[row.variable] as string | undefined) ?? row.fallback;
  if (driver === null) return closed(driver, "disabled", `${row.variable} names no driver.`);
  const definition = Object.hasOwn(row.drivers, driver) ? row.drivers[driver] : undefined;
  if (!definition) {
    const known = Object.keys(row.drivers).join(", ");
    return closed(driver, "misconfigured", `${row.variable} must be one of ${known}.`);
  }
  const checked = definition.settings.safeParse(settings);
  if (!checked.success) return closed(driver, "misconfigured", explain(checked.error));
  try {
    return { driver, port: definition.open(checked.data, world), fault: null };
  } catch (cause) {
    // The name alone: the message may repeat a setting's value.
    world.log.error("driver.not-opened", {
      driver,
      error: cause instanceof Error ? cause.name : typeof cause,
    });
    return closed(driver, "misconfigured", `${driver} does not open with these settings.`);
  }
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
