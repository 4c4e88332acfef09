import { expect, test } from "vitest";
import { contentDisposition } from "../../../src/kit/content-disposition.ts";

test.each([
  ["report.pdf", `attachment; filename="report.pdf"; filename*=UTF-8''report.pdf`],
  ["€ rates.txt", `attachment; filename="_ rates.txt"; filename*=UTF-8''%E2%82%AC%20rates.txt`],
  [
    "상담 신청서.hwp",
    `attachment; filename="__ ___.hwp"; filename*=UTF-8''%EC%83%81%EB%8B%B4%20%EC%8B%A0%EC%B2%AD%EC%84%9C.hwp`,
  ],
  [
    `a"b\\c%d'(e)*.txt`,
    `attachment; filename="a_b_c_d'(e)*.txt"; filename*=UTF-8''a%22b%5Cc%25d%27%28e%29%2A.txt`,
  ],
  [
    "a\r\nSet-Cookie: x=1",
    `attachment; filename="a__Set-Cookie: x=1"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x%3D1`,
  ],
  ["\ud800.txt", `attachment; filename="_.txt"; filename*=UTF-8''%EF%BF%BD.txt`],
])("the name %j is carried as %s", (name, header) => {
  expect(contentDisposition(name, "attachment")).toBe(header);
});

test("a picture may be shown in place", () => {
  expect(contentDisposition("a.png", "inline")).toBe(`inline; filename="a.png"; filename*=UTF-8''a.png`);
});
