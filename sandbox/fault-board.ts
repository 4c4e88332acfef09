import * as z from "zod";
import { vendorNames } from "./vendors.ts";

/** The ten ways in which a vendor can misbehave. */
export const faultKinds = [
  "delay",
  "hang",
  "unreachable",
  "refuse",
  "deny",
  "too-many",
  "broken",
  "malformed",
  "reset",
  "timeout-after-effect",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** Stands for every key that has no fault of its own. */
export const everyKey = "*";

/** A key opens a sandbox account when it looks so; whoever comes first with it owns it. */
export const sandboxKey = z
  .string()
  .regex(/^sandbox_[\w-]{1,200}$/, "has to be sandbox_ and letters, digits, - or _");

/** Whose calls fail: those of one key, or of all. */
export const anyKey = z.union(
  [z.literal(everyKey), sandboxKey],
  `has to be a key that begins with sandbox_, or ${everyKey}`,
);

/** What to switch on: who fails whom, how, and how often. */
export const faultOrder = z.strictObject({
  key: anyKey,
  vendor: z.enum(vendorNames),
  fault: z.enum(faultKinds),
  /** The next so many calls; null until it is switched off. */
  calls: z.int().min(1).max(1000).nullable().default(null),
  /** `delay`: milliseconds. */
  ms: z.int().min(0).max(60_000).default(3000),
  /** `too-many`: what Retry-After says. */
  seconds: z.int().min(0).max(3600).default(1),
});

export type FaultOrder = z.input<typeof faultOrder>;
/** A fault that is switched on; `calls` counts down. */
export type Fault = z.output<typeof faultOrder>;

/** Which faults are switched on. A key and a vendor have one at a time. */
export interface FaultBoard {
  /** @throws ZodError for what is no order. */
  set(order: FaultOrder): Fault;
  /** Without a vendor: of all vendors. */
  clear(key: string, vendor?: string): void;
  list(): Fault[];
  /** The fault that the next call meets, counted down. */
  strike(key: string, vendor: string): Fault | undefined;
}

const mostFaults = 1000;

/** @param changed hears of it when faults are switched on, used up or switched off. */
export function createFaultBoard(changed: () => void): FaultBoard {
  const faults = new Map<string, Fault>();
  const place = (key: string, vendor: string) => `${vendor} ${key}`;
  return {
    set(order) {
      const fault = faultOrder.parse(order);
      faults.delete(place(fault.key, fault.vendor));
      faults.set(place(fault.key, fault.vendor), fault);
      const [oldest] = faults.keys();
      if (faults.size > mostFaults && oldest) faults.delete(oldest);
      changed();
      return fault;
    },
    clear(key, vendor) {
      for (const name of vendor === undefined ? vendorNames : [vendor]) faults.delete(place(key, name));
      changed();
    },
    list: () => [...faults.values()],
    strike(key, vendor) {
      const fault = faults.get(place(key, vendor)) ?? faults.get(place(everyKey, vendor));
      if (!fault || fault.calls === null) return fault;
      fault.calls -= 1;
      if (fault.calls === 0) faults.delete(place(fault.key, vendor));
      changed();
      return fault;
    },
  };
}
