import type * as z from "zod";
import { declaredProblems } from "./declared-problems.ts";
import { type Components, type Json, jsonSchemaOf } from "./json-schema.ts";
import { problemDocument } from "./problem.ts";
import type { Answers, Declaration, JsonAnswer, RawAnswer, Route } from "./route.ts";

/** Our `{name+}`, for which OpenAPI has no word: such a parameter carries `x-many-segments`. */
const manySegments = /\{(\w+)\+\}/;

/** The OpenAPI 3.1 document of all routes, made from the very schemas that check them. */
export function openApiDocument(
  routes: readonly Route[],
  info: { title: string; version: string; description: string },
): Json {
  const components: Components = {};
  jsonSchemaOf(problemDocument, "output", components);
  const paths: Record<string, Json> = {};
  for (const { declaration } of routes) {
    if (declaration.undocumented) continue;
    const path = declaration.path.replace(manySegments, "{$1}");
    paths[path] = { ...paths[path], [declaration.method]: operationOf(declaration, components) };
  }
  return {
    openapi: "3.1.0",
    info,
    paths,
    components: {
      schemas: components,
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "An API key, `tov_…`." } },
    },
  };
}

function operationOf(declaration: Declaration, components: Components): Json {
  const { path, operation, summary, room, caller, params, query, body, idempotency, answers } = declaration;
  return {
    operationId: operation,
    summary,
    description: caller === "anyone" ? "Anyone may call." : `Takes a key with the scope \`${caller}\`.`,
    tags: [room],
    security: caller === "anyone" ? [{}, { apiKey: [] }] : [{ apiKey: [caller] }],
    parameters: [
      ...parametersOf("path", params, components).map((parameter) => noteSegments(path, parameter)),
      ...parametersOf("query", query, components),
      ...(idempotency ? [idempotencyParameter] : []),
    ],
    ...(body && { requestBody: requestBodyOf(body, components) }),
    responses: { ...refusalsOf(declaration), ...responsesOf(answers, components), default: anyProblem },
    "x-problems": declaredProblems(declaration).map(({ kind }) => kind.id),
  };
}

const idempotencyParameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Makes it safe to send the request again: within 24 hours the same key gets the same answer.",
  schema: { type: "string", pattern: "^[!-~]{1,255}$" },
};

function parametersOf(
  place: "path" | "query",
  schema: z.ZodObject | undefined,
  components: Components,
): Json[] {
  if (!schema) return [];
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: place === "path" || !(field as z.ZodType).safeParse(undefined).success,
    schema: jsonSchemaOf(field as z.ZodType, "input", components),
  }));
}

function noteSegments(path: string, parameter: Json): Json {
  return manySegments.exec(path)?.[1] === parameter.name
    ? { ...parameter, "x-many-segments": true }
    : parameter;
}

function requestBodyOf(body: NonNullable<Declaration["body"]>, components: Components): Json {
  if (body.kind === "json") {
    return {
      required: true,
      content: { "application/json": { schema: jsonSchemaOf(body.schema, "input", components) } },
    };
  }
  if (body.kind === "bytes") return { required: true, content: { "application/json": binary } };
  const content = Object.entries(body.types).map(([type, { form }]) => [
    type,
    form ? { schema: jsonSchemaOf(form, "input", components) } : binary,
  ]);
  const description = Object.values(body.types).map((type) => type.description);
  return { required: true, description: description.join(" "), content: Object.fromEntries(content) };
}

function responsesOf(answers: Answers, components: Components): Json {
  const entries = Object.entries(answers).map(([status, answer]) => [status, responseOf(answer, components)]);
  return Object.fromEntries(entries);
}

function responseOf(answer: JsonAnswer | RawAnswer, components: Components): Json {
  const { description } = answer;
  if (answer.kind === "json") {
    return {
      description,
      content: { "application/json": { schema: jsonSchemaOf(answer.schema, "output", components) } },
    };
  }
  if (answer.types.length === 0) return { description };
  return { description, content: Object.fromEntries(answer.types.map((type) => [type, binary])) };
}

/** Media types whose bytes no schema describes have an empty one (OpenAPI 3.1, section 4.8.14.3). */
const binary = { schema: {} };

const problemContent = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
const anyProblem = { description: "A failure of ours or of a vendor.", content: problemContent };

/** The declared problems by their status. */
function refusalsOf(declaration: Declaration): Json {
  const byStatus = Map.groupBy(declaredProblems(declaration), ({ kind }) => kind.status);
  const responses = [...byStatus].map(([status, problems]) => {
    const kinds = problems.map(({ kind }) => `\`${kind.id}\`: ${kind.title.en}.`);
    return [status, { description: kinds.join(" "), content: problemContent }];
  });
  return Object.fromEntries(responses);
}
