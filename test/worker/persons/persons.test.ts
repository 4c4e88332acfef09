import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { PersonHolder } from "../../../src/kit/person.ts";
import { sealedColumns } from "../../../src/platform/database/sealed-columns.ts";
import { eachDatabase, emptyTables } from "../../setup/databases.ts";
import { openHouse } from "../../setup/open-house.ts";
import { createReveal, openPersonHolders, personSeeds } from "../../setup/person-holders.ts";
import { readTables } from "../../setup/tables.ts";
import { createTestWorld } from "../../setup/test-world.ts";
import { checkCrash, checkErasure, checkExport, checkNobody, checkSeeds, type Subject } from "./erasure.ts";
import { coverageFaults } from "./personal-columns.ts";
import {
  clearTables,
  dropTables,
  type Flaw,
  openPlanted,
  plantTables,
  sealedNotes,
  seedLetter,
} from "./planted.ts";

/** More steps than erasing a person takes. */
const MOST = 40;

describe("the schema", () => {
  eachDatabase((getDatabase) => {
    it("has no table with something of persons that no holder covers", async () => {
      const { personHolders } = (await openHouse()).services;
      const tables = await readTables(getDatabase());
      expect(tables.map(({ name }) => name)).toContain("api_keys");
      expect(coverageFaults(tables, personHolders)).toEqual([]);
    });
  });

  const planted = { name: "planted", columns: ["id", "state"] };
  const holder = { room: "planted", tables: ["planted"] };
  it.each([
    "email",
    "account_id",
    "recipient",
    "phone_number",
    "postal_address",
    "donor_name",
    "created_by",
    "birth_date",
  ])("is found wanting with a column %s", (column) => {
    const table = { ...planted, columns: [...planted.columns, column] };
    expect(coverageFaults([table], [], {})).toEqual([
      `planted.${column} looks personal and no holder covers it`,
    ]);
    expect(coverageFaults([table], [], { [`planted.${column}`]: "a reason" })).toEqual([]);
    expect(coverageFaults([table], [holder], {})).toEqual([]);
  });

  it("is found wanting with a holder of nothing, two of the same, or an exemption that nothing needs", () => {
    expect(coverageFaults([planted], [], {})).toEqual([]);
    expect(coverageFaults([], [holder], {})).toEqual(["there is no table planted"]);
    expect(coverageFaults([planted], [holder, holder], {})).toEqual(["two holders cover planted"]);
    expect(coverageFaults([planted], [], { "planted.email": "gone" })).toEqual([
      "planted.email needs no exemption",
    ]);
  });
});

eachDatabase((getDatabase) => {
  describe("every holder", () => {
    const subject = (): Subject => {
      const [world, database] = [createTestWorld(), getDatabase()];
      const open = (on: typeof database) => openPersonHolders(on, world);
      const seed: Subject["seed"] = async (person) => {
        for (const put of Object.values(personSeeds)) await put(database, person);
      };
      return { database, open, seed, reveal: createReveal(sealedColumns) };
    };
    const outline = (holders: readonly PersonHolder[]) =>
      holders.map(({ room, tables }) => ({ room, tables }));

    it("is under test here, and every table that it covers is seeded", async () => {
      const { personHolders } = (await openHouse()).services;
      const tested = subject();
      expect(outline(tested.open(tested.database))).toEqual(outline(personHolders));
      await checkSeeds(tested);
    });

    it("erases a person whole, and nobody else", () => checkErasure(subject()));
    it("hands out what it holds of a person, and of nobody else", () => checkExport(subject()));
    it("does nothing to those of whom nothing is known", () => checkNobody(subject()));
    it("can be broken off after any step", async () => {
      const steps = await crashEverywhere(subject(), () => emptyTables(getDatabase()));
      expect(steps).toBeLessThan(MOST);
    });
  });

  describe("a planted holder", () => {
    beforeEach(() => plantTables(getDatabase()));
    afterAll(() => dropTables(getDatabase()));
    const subject = (flaw?: Flaw): Subject => {
      const database = getDatabase();
      const open = (on: typeof database) => [openPlanted(on, flaw)];
      const seed: Subject["seed"] = (person) => seedLetter(database, person);
      return { database, open, seed, reveal: createReveal([sealedNotes]) };
    };
    const crash = (flaw?: Flaw) => crashEverywhere(subject(flaw), () => clearTables(getDatabase()));

    it("without a flaw passes everything", async () => {
      for (const check of [checkSeeds, checkErasure, checkExport, checkNobody]) {
        await clearTables(getDatabase());
        await check(subject());
      }
      await clearTables(getDatabase());
      expect(await crash()).toBe(2);
    });

    it.each([
      ["forgets lines", checkErasure, "rows that name who was erased"],
      ["keeps what is sealed", checkErasure, "rows that name who was erased"],
      ["takes all", checkErasure, "rows of somebody else"],
      ["says it did", checkErasure, "rows erased the second time"],
      ["null is null", checkNobody, "rows after erasing nobody"],
      ["hands out all", checkExport, "records of planted"],
    ] as const)("that %s is found", async (flaw, check, sentence) => {
      await expect(check(subject(flaw))).rejects.toThrow(sentence);
    });

    it("that forgets whose a line is, once its letter is gone, is found by a crash", async () => {
      await checkErasure(subject("letter first"));
      await clearTables(getDatabase());
      await expect(crash("letter first")).rejects.toThrow("rows that name who was erased");
    });

    it("that is never seeded is found", async () => {
      await expect(checkSeeds({ ...subject(), seed: async () => {} })).rejects.toThrow(
        "covered tables without the person",
      );
    });
  });
});

/** Crashes after the first step, the second and so on, until a whole run has no more steps. Answers how many it has. */
async function crashEverywhere(subject: Subject, clear: () => Promise<void>): Promise<number> {
  for (let step = 1; ; step++) {
    const calls = await checkCrash(subject, step);
    await clear();
    if (calls < step || step === MOST) return calls;
  }
}
