import { expect, test } from "vitest";
import { toCsv } from "../../../../src/rooms/email/consents/consent-csv.ts";

const row = {
  ...{ id: "1", email: "+a@example.org", name: '=HYPERLINK("http://evil")', purpose: "newsletter" },
  ...{ language: "ko", state: "confirmed" as const, method: "form", textVersion: "2026-11", requestedAt: 0 },
  ...{ confirmedAt: 1000, reconfirmedAt: null, remindAt: null, withdrawnAt: null, withdrawnBy: null },
  noticedAt: null,
};

test("a file of consents opens in a spreadsheet as it is, and nothing in it is a formula", () => {
  const [head, line, end] = toCsv([row]).split("\r\n");
  expect(head).toMatch(/^\uFEFFid,email,name,purpose/);
  expect(line).toBe(
    `1,'+a@example.org,"'=HYPERLINK(""http://evil"")",newsletter,ko,confirmed,form,2026-11,1970-01-01T00:00:00.000Z,1970-01-01T00:00:01.000Z,,,,`,
  );
  expect(end).toBe("");
});
