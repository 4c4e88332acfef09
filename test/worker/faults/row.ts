import type { FaultKind } from "../../../sandbox/fault-board.ts";
import type { House } from "../../setup/open-house.ts";
import type { Premises } from "../../setup/premises.ts";

/** Something that the house depends on, under a request that needs it. */
export interface Row {
  /** `database · POST /api/email` */
  name: string;
  /** Opens a house of its own, with the dependency behind a switch. */
  open(premises: Premises): Promise<Trial>;
}

/** One house, one dependency, one fault. */
export interface Trial {
  house: House;
  /** From the `step`th call of the request on. Vendors fail from the first. */
  strike(fault: FaultKind, step: number): void;
  heal(): void;
  /** Calls to the dependency since the strike, for finding out how many steps there are. */
  calls(): number;
  /** What somebody asks while the dependency fails, and once more when it works again. */
  ask(): Promise<Response>;
  /** What is wrong afterwards, as sentences: something half-written, lost, or done twice. */
  faults(): Promise<string[]>;
}
