import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where PlanetScale's wire format is spoken in front of MariaDB; empty without MariaDB. */
    mysqlUrl: string;
  }
}

export default function start(project: TestProject): void {
  project.provide("mysqlUrl", "");
}
