import type { Database } from "../../platform/database/port.ts";
import type { ImageOptimizationsTable } from "../../platform/database/schema.ts";
import { insertIgnoring } from "../../platform/database/upsert.ts";

/** A record of what was made of what, and what it saved. */
export function createOptimizationStore(database: Database) {
  return {
    async record(row: ImageOptimizationsTable): Promise<void> {
      await database.run(insertIgnoring(database, "image_optimizations", row));
    },
  };
}

export type OptimizationStore = ReturnType<typeof createOptimizationStore>;
