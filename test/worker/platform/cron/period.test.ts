import { describe, expect, test } from "vitest";
import { beginningOf, nameOf, type Period } from "../../../../src/platform/cron/period.ts";

const korean = (text: string) => Date.parse(`${text}+09:00`);

describe("the period that an instant lies in", () => {
  test.each<[Period, string, string, string]>([
    [{ every: "five-minutes" }, "2026-11-25T14:07:59", "2026-11-25T14:05:00", "2026-11-25T14:05"],
    [{ every: "five-minutes" }, "2026-11-26T00:00:00", "2026-11-26T00:00:00", "2026-11-26T00:00"],
    [{ every: "hour" }, "2026-11-25T08:59:59.999", "2026-11-25T08:00:00", "2026-11-25T08:00"],
    [{ every: "day", at: 3 }, "2026-11-25T03:00:00", "2026-11-25T03:00:00", "2026-11-25"],
    [{ every: "day", at: 3 }, "2026-11-25T02:59:59", "2026-11-24T03:00:00", "2026-11-24"],
    [{ every: "day", at: 0 }, "2027-01-01T00:00:00", "2027-01-01T00:00:00", "2027-01-01"],
    // 2026-11-22 is a Sunday.
    [{ every: "week", on: 0, at: 3 }, "2026-11-25T12:00:00", "2026-11-22T03:00:00", "2026-11-22"],
    [{ every: "week", on: 0, at: 3 }, "2026-11-22T02:59:59", "2026-11-15T03:00:00", "2026-11-15"],
    [{ every: "week", on: 6, at: 0 }, "2026-11-22T00:00:00", "2026-11-21T00:00:00", "2026-11-21"],
    [{ every: "month", on: 1, at: 3 }, "2026-03-01T03:00:00", "2026-03-01T03:00:00", "2026-03-01"],
    [{ every: "month", on: 1, at: 3 }, "2026-03-01T02:59:59", "2026-02-01T03:00:00", "2026-02-01"],
    [{ every: "month", on: 28, at: 0 }, "2027-01-05T00:00:00", "2026-12-28T00:00:00", "2026-12-28"],
    [{ every: "month", on: 1, at: 3 }, "2024-03-01T00:00:00", "2024-02-01T03:00:00", "2024-02-01"],
  ])("%o at %s in Korea began at %s and is called %s", (period, instant, beginning, name) => {
    expect(beginningOf(period, korean(instant))).toBe(korean(beginning));
    expect(nameOf(period, korean(beginning))).toBe(name);
  });
});
