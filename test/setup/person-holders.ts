import type { Person, PersonHolder } from "../../src/kit/person.ts";
import { createSealedBox, type SealedBox } from "../../src/kit/sealed-box.ts";
import type { Database } from "../../src/platform/database/port.ts";
import type { Row } from "../../src/platform/database/values.ts";
import { createWorld } from "../../src/platform/world.ts";
import type { TestWorld } from "./test-world.ts";

const { random } = createWorld();

/** Seals what holders and seeds under test seal. */
export const personsBox: SealedBox = createSealedBox({ keys: [{ id: "test", bytes: random(32) }], random });

/** Every holder of `services.ts`, on a database of the test's own. */
export function openPersonHolders(_database: Database, _world: TestWorld): readonly PersonHolder[] {
  return [];
}

/** How a person gets into each table that a holder covers. */
export const personSeeds: Readonly<Record<string, (database: Database, person: Person) => Promise<void>>> =
  {};

/** Opens the sealed values of a row, so that a search for traces sees what they say. */
export function createReveal(columns: readonly { table: string; id: string; column: string }[]) {
  return async (table: string, row: Row): Promise<Row> => {
    const open = { ...row };
    for (const { id, column } of columns.filter((one) => one.table === table)) {
      const [sealed, of] = [row[column], String(row[id])];
      if (typeof sealed === "string") open[column] = await personsBox.open(sealed, { table, column, id: of });
    }
    return open;
  };
}
