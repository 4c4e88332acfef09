/** Somebody of whom the house may hold something, by what is known of them. Null matches nothing. */
export interface Person {
  accountId: string | null;
  email: string | null;
  phone: string | null;
}

/**
 * What a room that holds something of persons owes them (개인정보 보호법 제35조, 제36조). `services.ts` lists the holders;
 * a test reads the schema and fails for a table that looks personal and that no holder covers.
 */
export interface PersonHolder {
  readonly room: string;
  /** The tables that it answers for; no two holders share one. */
  readonly tables: readonly string[];
  /** All that is held of the person, a record a thing, fit to be handed to them. */
  exportPerson(person: Person): Promise<Record<string, unknown>[]>;
  /**
   * Leaves nothing by which the person could be told, and touches nobody else. Twice is harmless; after a crash, erasing
   * again does the rest. Answers how many rows it deleted or changed.
   */
  erasePerson(person: Person): Promise<{ erased: number }>;
}
