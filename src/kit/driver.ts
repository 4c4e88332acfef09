import type * as z from "zod";
import type { World } from "./world.ts";

/** What a driver is given: the Worker's environment as plain names, secrets and bindings alike. */
export type Settings = Readonly<Record<string, unknown>>;

/** One vendor's implementation of a port, and the settings that it asks for. */
export interface DriverDefinition<Port, Schema extends z.ZodObject = z.ZodObject> {
  readonly settings: Schema;
  /** Called once an isolate with checked settings. Must not touch the network. */
  open(settings: z.output<Schema>, world: World): Port;
}

/** Declares a driver: its own settings, and how it opens. */
export function defineDriver<Port>() {
  return <Schema extends z.ZodObject>(definition: DriverDefinition<Port, Schema>) => definition;
}
