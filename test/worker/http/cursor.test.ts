import { expect, it } from "vitest";
import * as z from "zod";
import { decodeCursor, encodeCursor, pageQuery } from "../../../src/http/cursor.ts";
import { invalidInput } from "../../../src/http/problems.ts";

const position = z.tuple([z.number(), z.string()]);

it("gives back what it was made of, in any script", () => {
  expect(decodeCursor(encodeCursor([1_795_390_669_791, "한글 ~/?"]), position)).toEqual([
    1_795_390_669_791,
    "한글 ~/?",
  ]);
});

it("is fit for a query as it is", () => {
  expect(encodeCursor([1, "한글 ~/?>>"])).toMatch(/^[\w-]+$/);
});

it("is null on the first page", () => {
  expect(decodeCursor(undefined, position)).toBeNull();
});

it.each(["", "!", "e30", "WzFd", "WyJhIiwiYiJd", encodeCursor([1]), `${encodeCursor([1, "a"])}x`])(
  "%j, which no page has given out, is refused by name",
  (text) => {
    let caught: unknown;
    try {
      decodeCursor(text, position);
    } catch (error) {
      caught = error;
    }
    expect(invalidInput.matches(caught) && caught.errors[0]?.pointer).toBe("/query/cursor");
  },
);

it("comes fifty rows at a time, a hundred at most", () => {
  expect(pageQuery.parse({})).toEqual({ limit: 50 });
  for (const limit of ["0", "101", "1.5", "x", ""])
    expect(pageQuery.safeParse({ limit }).success).toBe(false);
});
