import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { markdownTable } from "../../../bench/images/markdown.ts";

test("the table of measurements says whose its figures are, in the documentation too", async () => {
  const [head = ""] = markdownTable([]).split("\n");
  expect(head).toContain("| engine: time / sharp's | engine: peak MiB |");
  expect(await readFile("docs/images.md", "utf8")).toContain(head);
});
