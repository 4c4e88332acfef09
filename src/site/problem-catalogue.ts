import * as http from "../http/problems.ts";
import * as body from "../kit/exact-length.ts";
import type { ProblemFactory, ProblemKind } from "../kit/problem.ts";
import * as sealed from "../kit/sealed-box.ts";
import * as vendor from "../kit/vendor-problem.ts";
import * as database from "../platform/database/problems.ts";
import * as cache from "../rooms/cache/problems.ts";
import * as email from "../rooms/email/problems.ts";
import * as files from "../rooms/files/problems.ts";
import * as images from "../rooms/images/problems.ts";

/** Every kind of problem there is, by its room: `files-too-large` stands with files. Each has a page. */
export const problemCatalogue: readonly ProblemKind[] = [
  http,
  body,
  sealed,
  vendor,
  database,
  cache,
  email,
  files,
  images,
]
  .flatMap((module) => Object.values<unknown>(module).filter(isFactory))
  .map(({ kind }) => kind)
  .toSorted((a, b) => a.id.localeCompare(b.id, "en"));

/** The kind with this id. */
export function findProblemKind(id: string): ProblemKind | undefined {
  return problemCatalogue.find((kind) => kind.id === id);
}

function isFactory(value: unknown): value is ProblemFactory {
  return typeof value === "function" && "kind" in value;
}
