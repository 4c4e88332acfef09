import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { problemCatalogue } from "../../src/site/problem-catalogue.ts";

const sources = resolve(import.meta.dirname, "../../src");

function declaredIds(): string[] {
  return globSync("**/*.{ts,tsx}", { cwd: sources })
    .map((path) => readFileSync(resolve(sources, path), "utf8"))
    .flatMap((text) =>
      [...text.matchAll(/defineProblem\(\{\s*id: "([^"]+)"/g)].map((match) => match[1] as string),
    );
}

test("every problem that the sources declare is in the catalogue, once", () => {
  expect(problemCatalogue.map(({ id }) => id).toSorted()).toEqual(declaredIds().toSorted());
});

test("no two problems share an id", () => {
  const ids = declaredIds();
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(ids.length).toBeGreaterThan(20);
});

test("every problem is explained in Korean and in English", () => {
  for (const { id, title, meaning } of problemCatalogue) {
    for (const text of [title, meaning]) {
      expect(text.ko, id).toMatch(/[가-힣]/);
      expect(text.en, id).toMatch(/^[\x20-\x7e…]+$/);
    }
  }
});
