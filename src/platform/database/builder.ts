import {
  DummyDriver,
  Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Dialect } from "./port.ts";
import type { Schema } from "./schema.ts";

/** A Kysely that puts queries together in one dialect and has nothing to run them on. */
export function createBuilder(dialect: Dialect): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: { createDriver: () => new DummyDriver(), ...dialects[dialect] },
  });
}

const dialects = {
  sqlite: {
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (builder: Kysely<unknown>) => new SqliteIntrospector(builder),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
  mysql: {
    createAdapter: () => new MysqlAdapter(),
    createIntrospector: (builder: Kysely<unknown>) => new MysqlIntrospector(builder),
    createQueryCompiler: () => new MysqlQueryCompiler(),
  },
};
