import fc from "fast-check";
import type { JsonSchema } from "../../../../scripts/client/document.ts";

/** JSON Schema as our document uses it. */
export interface Schema extends JsonSchema {
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
}

/** Texts that have broken other systems. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...[
      "",
      " ",
      "\u0000",
      "a\u0000b",
      "\r\nX-Injected: 1",
      "\u001b[31m",
      "\u202egnp.exe",
      "\ud800",
      "\udfff\ud800",
    ],
    ...[
      "__proto__",
      "constructor",
      "prototype",
      "toString",
      "hasOwnProperty",
      "null",
      "undefined",
      "[object Object]",
    ],
    ...["NaN", "Infinity", "-0", "1e999", "0x10", "１２", "1_000", "9007199254740993", "true", "on"],
    ...[
      "../../etc/passwd",
      "..%2f..%2fsecret",
      "%00",
      "%ff",
      "%252e%252e",
      "....//",
      "C:\\boot.ini",
      "file:///etc",
    ],
    ...["' OR 1=1 --", "%' ESCAPE '!", "%_%", "\\", "{{7*7}}", "<script>alert(1)</script>", "한글.hwp"],
    ...["ﷺ".repeat(100), "e\u0301".repeat(50), "a".repeat(10_000), "👩‍👩‍👧‍👦".repeat(40)],
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
  // UTF-16 code units, so lone surrogates too.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
);

/** Values of a wrong type or size. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, false, [], {}, [[]], [null], -1, 0, 0.5, -0, 1e308, 2 ** 53, 2 ** 31, 5e-324),
  fc.constantFrom(
    nested(50),
    new Array<number>(500).fill(0),
    JSON.parse('{"__proto__":{"admin":true},"constructor":1}'),
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

function nested(depth: number): unknown {
  return depth === 0 ? [] : [nested(depth - 1)];
}

/** Values that fit the schema. */
export function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ("const" in schema) return fc.constant(schema.const);
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return fc.oneof(...either.map(fitting));
  switch (schema.type) {
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number": {
      const min = schema.minimum ?? (schema.exclusiveMinimum ?? -1) + 1;
      return fc.integer({ min, max: Math.min(schema.maximum ?? Number.MAX_SAFE_INTEGER, min + 2 ** 31) });
    }
    case "array":
      return fc.array(fitting(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case "object":
      return objectOf(schema);
    case "string":
      return textOf(schema);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

function objectOf({ properties = {}, required = [] }: Schema): fc.Arbitrary<object> {
  const fields = Object.entries(properties).map(([name, field]) => {
    const known = field.type === "string" ? shaped[name] : undefined;
    return [name, known ? fc.oneof(known, fitting(field)) : fitting(field)];
  });
  const model: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(fields);
  return fc.record(model, { requiredKeys: required });
}

const plainAddress = fc.stringMatching(/^[A-Za-z0-9]{1,12}@[a-z0-9]{1,8}\.kr$/);

/** Texts whose shape no schema tells, because what comes is written out before it is looked at. */
const shaped: Readonly<Record<string, fc.Arbitrary<string>>> = {
  email: plainAddress,
  to: plainAddress,
  link: fc.webUrl({ validSchemes: ["https"] }),
  appeal: fc.webUrl({ validSchemes: ["https"] }),
};

const someDay = fc
  .date({ min: new Date(0), max: new Date(8e12), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

function textOf({ format, pattern, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (format === "uuid") return fc.uuid({ version: [4, 7] });
  if (format === "date") return someDay;
  // Halves of characters are none that fast-check could choose from.
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern.replaceAll("\\p{Cs}", ""), "u"));
  return fc.string({ minLength, maxLength: Math.min(maxLength, 40), unit: "grapheme" });
}

/** Objects that nearly fit: a field is hostile, missing, or one too many. */
export function nearly(schema: Schema): fc.Arbitrary<unknown> {
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return fc.oneof(...either.map(nearly));
  const names = Object.keys(schema.properties ?? {});
  const name = names.length > 0 ? fc.constantFrom(...names) : fc.constant("any");
  return fc
    .tuple(fitting(schema), name, hostileValue, fc.constantFrom("change", "drop", "add"), hostileText)
    .map(([value, field, hostile, what, extra]) => {
      const object = { ...(value as Record<string, unknown>) };
      if (what === "drop") delete object[field];
      else
        Object.defineProperty(object, what === "change" ? field : extra, {
          value: hostile,
          enumerable: true,
        });
      return object;
    });
}
