import { describe, expect, it } from "vitest";
import { rangeNotSatisfiable } from "../../../src/http/problems.ts";
import { hasVersion, requestedRange } from "../../../src/http/range.ts";

const etag = '"v1"';
const asked = (headers: Record<string, string>) => new Request("http://localhost/", { headers });

/** The examples of RFC 9110, section 14.1.2, for a representation of 10,000 bytes, and what surrounds them. */
describe("a range of 10,000 bytes", () => {
  it.each([
    ["bytes=0-499", 0, 500],
    ["bytes=500-999", 500, 500],
    ["bytes=-500", 9500, 500],
    ["bytes=9500-", 9500, 500],
    ["bytes=0-0", 0, 1],
    ["bytes=-1", 9999, 1],
    ["bytes=-20000", 0, 10_000],
    ["bytes=9000-20000", 9000, 1000],
  ])("%s begins at %i and has %i", (range, offset, length) => {
    expect(requestedRange(asked({ Range: range }), 10_000, etag)).toEqual({ offset, length });
  });

  it.each(["bytes=-", "bytes=a-b", "lines=0-1", "bytes=0-1,5-6", "bytes 0-1", "bytes=--1"])(
    "is the whole for %j",
    (range) => {
      expect(requestedRange(asked({ Range: range }), 10_000, etag)).toBeNull();
    },
  );

  it.each(["bytes=10000-", "bytes=99999999999999999999-"])("cannot be %s", (range) => {
    let caught: unknown;
    try {
      requestedRange(asked({ Range: range }), 10_000, etag);
    } catch (error) {
      caught = error;
    }
    expect(rangeNotSatisfiable.matches(caught) && caught.headers["Content-Range"]).toBe("bytes */10000");
  });

  it("of another version is the whole", () => {
    expect(requestedRange(asked({ Range: "bytes=0-1", "If-Range": '"v0"' }), 10_000, etag)).toBeNull();
    expect(requestedRange(asked({ Range: "bytes=0-1", "If-Range": etag }), 10_000, etag)).not.toBeNull();
  });
});

it.each([
  [etag, true],
  ['W/"v1"', true],
  ['"v0", "v1"', true],
  ["*", true],
  ['"v0"', false],
  ["v1", false],
])("If-None-Match: %s knows the version: %s", (known, knows) => {
  expect(hasVersion(asked({ "If-None-Match": known }), etag)).toBe(knows);
});
