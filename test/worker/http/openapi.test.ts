import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { routesOf } from "../../../src/app.ts";
import { jsonSchemaOf } from "../../../src/http/json-schema.ts";
import type { Declaration } from "../../../src/http/route.ts";
import { openHouse } from "../../setup/open-house.ts";

type Json = Record<string, unknown>;

let declared: Declaration[];
let document: z.output<typeof openApi>;
let text: string;

/** OpenAPI 3.1.0 as far as we write it, and strictly: a misspelt keyword is an error. */
const schema = z.record(z.string(), z.unknown());
const content = z.record(z.string().regex(/^\w+\/[\w.+-]+$/), z.strictObject({ schema })).optional();
const parameter = z.strictObject({
  name: z.string(),
  in: z.enum(["path", "query", "header"]),
  required: z.boolean(),
  description: z.string().optional(),
  schema,
  "x-many-segments": z.literal(true).optional(),
});
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z]+([A-Z][a-z]*)+$/),
  summary: z.string().min(5),
  description: z.string().regex(/^(Anyone may call\.|Takes a key with the scope `[a-z:]+`\.)$/),
  tags: z.array(z.string()).length(1),
  security: z.array(z.strictObject({ apiKey: z.array(z.string()).optional() })).min(1),
  parameters: z.array(parameter),
  requestBody: z
    .strictObject({ required: z.literal(true), description: z.string().optional(), content })
    .optional(),
  responses: z.record(
    z.string().regex(/^([1-5]\d\d|default)$/),
    z.strictObject({ description: z.string().min(1), content }),
  ),
  "x-problems": z.array(z.string()),
});
const openApi = z.strictObject({
  openapi: z.literal("3.1.0"),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  paths: z.record(
    z.string().startsWith("/"),
    z.partialRecord(z.enum(["get", "post", "put", "patch", "delete"]), operation),
  ),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[A-Z]\w+$/), schema),
    securitySchemes: z.strictObject({
      apiKey: z.strictObject({
        type: z.literal("http"),
        scheme: z.literal("bearer"),
        description: z.string(),
      }),
    }),
  }),
});

beforeAll(async () => {
  const house = await openHouse();
  declared = routesOf(house.services).map((route) => route.declaration);
  text = await (await house.fetch("/openapi.json")).text();
  document = openApi.parse(JSON.parse(text));
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, value]) => ({ path, method, ...value })),
  );

/** Every object anywhere in a JSON value. */
function* objectsIn(value: unknown): Generator<Json> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Json;
  for (const part of Object.values(value)) yield* objectsIn(part);
}

describe("/openapi.json", () => {
  it("has every route that is not undocumented, and nothing else", () => {
    const documented = declared.filter((one) => !one.undocumented);
    expect(
      operations()
        .map((one) => `${one.method} ${one.path} ${one.operationId}`)
        .toSorted(),
    ).toEqual(
      documented.map((one) => `${one.method} ${one.path.replace("+}", "}")} ${one.operation}`).toSorted(),
    );
  });

  it("names every operation once", () => {
    const names = operations().map((one) => one.operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it("declares every parameter of a path, and no other", () => {
    for (const { path, parameters } of operations()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const own = parameters.filter((one) => one.in === "path");
      expect(
        own.map((one) => one.name),
        path,
      ).toEqual(named);
      expect(own.every((one) => one.required)).toBe(true);
    }
  });

  /** What a schema of its own says: what it is, or what it is one of. */
  const says = ["type", "oneOf", "anyOf"];

  it("refers only to schemas that are there and are more than a reference", () => {
    const { schemas } = document.components;
    const references = [...objectsIn(document)].map((one) => one.$ref).filter((ref) => ref !== undefined);
    expect(references.length).toBeGreaterThan(50);
    for (const reference of references) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(String(reference))?.[1] ?? "";
      expect(schemas, String(reference)).toHaveProperty(name);
    }
    for (const [name, one] of Object.entries(schemas))
      expect(Object.keys(one as object), name).toSatisfy((keys: string[]) =>
        says.some((key) => keys.includes(key)),
      );
  });

  it("uses every named schema", () => {
    for (const name of Object.keys(document.components.schemas)) {
      expect(text).toContain(`{"$ref":"#/components/schemas/${name}"}`);
    }
  });

  it("speaks JSON Schema 2020-12: only its keywords, and no local definitions", () => {
    const keywords = new Set(
      "$ref type const enum description properties required additionalProperties propertyNames items prefixItems anyOf oneOf allOf minLength maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems default examples not contentEncoding".split(
        " ",
      ),
    );
    const check = (one: Json) => {
      for (const keyword of Object.keys(one)) expect(keywords, JSON.stringify(one)).toContain(keyword);
      for (const inner of Object.values((one.properties ?? {}) as Record<string, Json>)) check(inner);
      for (const inner of [one.items, one.additionalProperties]) if (inner) check(inner as Json);
      for (const inner of [one.anyOf, one.oneOf, one.allOf].flat()) if (inner) check(inner as Json);
    };
    for (const one of objectsIn(document.paths)) if ("schema" in one) check(one.schema as Json);
    for (const one of Object.values(document.components.schemas)) check(one);
  });

  it("asks for the scope that the route asks for", () => {
    for (const { operationId, security } of operations()) {
      const caller = declared.find((one) => one.operation === operationId)?.caller;
      expect(security).toEqual(caller === "anyone" ? [{}, { apiKey: [] }] : [{ apiKey: [caller] }]);
    }
  });

  it("says what every answer looks like, and that a refusal is a problem", () => {
    for (const { operationId, responses, ...one } of operations()) {
      const answers = Object.keys(responses).filter((status) => /^2/.test(status));
      expect(answers.length, operationId).toBeGreaterThan(0);
      for (const status of answers)
        expect(responses[status]?.content, `${operationId} ${status}`).toBeDefined();
      expect(responses.default?.content).toHaveProperty(["application/problem+json"]);
      expect(responses[401]?.content).toHaveProperty(["application/problem+json"]);
      if (one.parameters.length > 0 && !/^(deliver)/.test(operationId)) expect(responses[422]).toBeDefined();
    }
  });
});

describe("jsonSchemaOf", () => {
  it("refuses two different schemas of one name", () => {
    const components = {};
    jsonSchemaOf(z.object({ part: z.string() }).meta({ id: "Twin" }), "output", components);
    jsonSchemaOf(z.object({ part: z.string() }).meta({ id: "Twin" }), "output", components);
    const other = z.object({ part: z.number() }).meta({ id: "Twin" });
    expect(() => jsonSchemaOf(other, "output", components)).toThrow(
      "Two different schemas have the id Twin.",
    );
  });
});
