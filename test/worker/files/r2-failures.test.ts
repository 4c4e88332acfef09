import { expect, test } from "vitest";
import { isNotTheseParts, problemOf } from "../../../src/rooms/files/drivers/r2/failures.ts";

test.each([
  ["get: We encountered an internal error. Please try again. (10001)", "vendor-unavailable", "10001"],
  ["put: Reduce your concurrent request rate for the same object. (10058)", "vendor-unavailable", "10058"],
  ["put: Not entitled. (10042)", "vendor-misconfigured", "10042"],
  ["get: The requested range is not satisfiable (10039)", "vendor-refused", "10039"],
  ["put: The object exceeds the maximum size. (100100)", "vendor-refused", "100100"],
])("R2's “%s” is a problem of the kind %s", (message, id, code) => {
  expect(problemOf(new Error(message))).toMatchObject({ kind: { id }, cause: { vendor: "r2", code } });
});

test("an error that is none of R2's own is an outage", () => {
  expect(problemOf(new Error("Network connection lost."))).toMatchObject({
    kind: { id: "vendor-unavailable" },
    cause: { vendor: "r2", reason: "Error: Network connection lost." },
  });
});

test.each([10011, 10024, 10025, 10048])("code %i means that these parts make no object", (code) => {
  expect(isNotTheseParts(new Error(`completeMultipartUpload: No. (${code})`))).toBe(true);
});

test("an outage does not mean that the parts are wrong", () => {
  expect(isNotTheseParts(new Error("completeMultipartUpload: Try again. (10001)"))).toBe(false);
});
