import { expect, test } from "vitest";
import * as z from "zod";
import { validate } from "../../../src/http/validate.ts";
import { Problem } from "../../../src/kit/problem.ts";

const shape = z.strictObject({
  name: z.string().min(1),
  size: z.number().int().max(10),
  tags: z.array(z.string()).min(2),
  kind: z.enum(["a", "b"]),
});

function detailsOf(value: unknown): Record<string, string> {
  try {
    validate(shape, value, "body");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return Object.fromEntries(error.errors.map(({ pointer, detail }) => [pointer, detail.ko]));
  }
  return {};
}

test("a broken rule is told in Korean as people write it", () => {
  expect(detailsOf({ name: "", size: 11, tags: [], kind: "c" })).toEqual({
    "/body/name": "1자 이상이어야 합니다.",
    "/body/size": "10 이하여야 합니다.",
    "/body/tags": "2개 이상이어야 합니다.",
    "/body/kind": "다음 가운데 하나여야 합니다: a, b",
  });
});

test("what is missing, of the wrong type or unknown is told so", () => {
  expect(detailsOf({ size: "1", tags: {}, kind: "a", more: 1 })).toEqual({
    "/body/name": "꼭 필요한 값입니다.",
    "/body/size": "숫자여야 합니다.",
    "/body/tags": "목록이어야 합니다.",
    "/body": "모르는 항목입니다: more",
  });
});
