import { z } from "zod";
import type { Answers, Declaration, Route } from "./route.ts";

type Json = Record<string, unknown>;

const problemSchema: Json = {
  type: "object",
  description: "RFC 9457",
  required: ["type", "title", "status", "instance"],
  properties: {
    type: { type: "string", format: "uri", description: "A page that explains this kind of problem." },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string", description: "The request's number." },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: { pointer: { type: "string" }, detail: { type: "string" } },
      },
    },
  },
};

/** The OpenAPI 3.1 document of all routes, made from the very schemas that check them. */
export function openApiDocument(
  routes: readonly Route[],
  info: { title: string; version: string; description: string },
): Json {
  const components: Json = { Problem: problemSchema };
  const paths: Record<string, Json> = {};
  for (const { declaration } of routes) {
    if (declaration.undocumented) continue;
    const path = declaration.path.replace("+}", "}");
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

function operationOf(declaration: Declaration, components: Json): Json {
  const problems = declaration.problems?.map(({ kind }) => `\`${kind.id}\` ${kind.status}`).join(", ");
  return {
    operationId: declaration.operation,
    summary: declaration.summary,
    tags: [declaration.room],
    security: declaration.caller === "anyone" ? [{}, { apiKey: [] }] : [{ apiKey: [declaration.caller] }],
    parameters: [
      ...parametersOf("path", declaration.params, components),
      ...parametersOf("query", declaration.query, components),
      ...(declaration.idempotency ? [idempotencyParameter] : []),
    ],
    ...(declaration.body && { requestBody: requestBodyOf(declaration.body, components) }),
    responses: {
      ...responsesOf(declaration.answers, components),
      default: {
        description: problems ? `A problem: ${problems}, or one that any route can answer.` : "A problem.",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

const idempotencyParameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Makes it safe to send the request again: within 24 hours the same key gets the same answer.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

function parametersOf(place: "path" | "query", schema: z.ZodObject | undefined, components: Json): Json[] {
  if (!schema) return [];
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: place === "path" || !(field as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(field as z.ZodType, "input", components),
  }));
}

function requestBodyOf(body: NonNullable<Declaration["body"]>, components: Json): Json {
  if (body.kind === "json") {
    return {
      required: true,
      content: { "application/json": { schema: schemaOf(body.schema, "input", components) } },
    };
  }
  const content = Object.entries(body.types).map(([type, { form }]) => [
    type,
    { schema: form ? schemaOf(form, "input", components) : { type: "string", format: "binary" } },
  ]);
  return { required: true, content: Object.fromEntries(content) };
}

function responsesOf(answers: Answers, components: Json): Json {
  const responses: Json = {};
  for (const [status, answer] of Object.entries(answers)) {
    responses[status] =
      answer.kind === "json"
        ? {
            description: answer.description,
            content: { "application/json": { schema: schemaOf(answer.schema, "output", components) } },
          }
        : {
            description: answer.description,
            ...(answer.types.length > 0 && {
              content: Object.fromEntries(
                answer.types.map((type) => [type, { schema: { type: "string", format: "binary" } }]),
              ),
            }),
          };
  }
  return responses;
}

/** A schema's JSON Schema; parts that carry an id (`.meta({ id })`) go to the components and are referred to. */
function schemaOf(schema: z.ZodType, io: "input" | "output", components: Json): Json {
  const { $schema: _, ...whole } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  const text = JSON.stringify(whole).replaceAll("#/$defs/", "#/components/schemas/");
  const { $defs = {}, ...own } = JSON.parse(text) as Json & { $defs?: Json };
  Object.assign(components, $defs);
  const id = (schema.meta() as { id?: string } | undefined)?.id;
  if (id === undefined) return own;
  const { id: __, ...named } = own;
  components[id] = named;
  return { $ref: `#/components/schemas/${id}` };
}
