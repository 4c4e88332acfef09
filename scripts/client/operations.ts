import type { Document, JsonSchema, Operation } from "./document.ts";
import { comment, typeOf } from "./types.ts";

interface Found {
  method: string;
  path: string;
  operation: Operation;
}

/** The text of `src/client/operations.ts`, before it is formatted. */
export function operationsModule(document: Document): string {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const schemas = Object.entries(document.components.schemas).filter(([name]) => name !== "Problem");
  return [
    "// Written by scripts/client.ts from the declarations of the routes.",
    'import type { CallOptions, RawBody, Result } from "./result.ts";',
    `/** What goes over the wire, by name. */\nexport interface Schemas {\n${schemas.map(([name, schema]) => `${JSON.stringify(name)}: ${typeOf(schema)};`).join("\n")}\n}`,
    `/** A method for every operation. */\nexport interface Client {\n${all.map(methodOf).join("\n")}\n}`,
    `/** Method and path of every operation; a last \`+\` stands for several segments. @internal */\nexport const operations = {\n${all.map(entryOf).join("\n")}\n} satisfies Record<keyof Client, string>;`,
    "",
  ].join("\n\n");
}

function methodOf({ operation }: Found): string {
  const { operationId, summary } = operation;
  const problems = operation["x-problems"].map((id) => JSON.stringify(id)).join(" | ") || "never";
  const input = inputOf(operation);
  const optional = Object.values(input).every(({ required }) => !required);
  const fields = Object.entries(input).map(
    ([name, { type, required }]) => `${name}${required ? "" : "?"}: ${type}`,
  );
  const type = fields.length > 0 ? `{ ${fields.join("; ")} }` : "Record<string, never>";
  const parameter = `input${optional ? "?" : ""}: ${type}`;
  return `${comment(`${summary}.`)}${operationId}(${parameter}, options?: CallOptions): Promise<Result<${outputOf(operation)}, ${problems}>>;`;
}

function inputOf(operation: Operation): Record<string, { type: string; required: boolean }> {
  const params = groupOf(operation, "path");
  const query = groupOf(operation, "query");
  const body = operation.requestBody?.content;
  const json = body?.["application/json"]?.schema;
  return {
    ...(params && { params }),
    ...(query && { query }),
    ...(body && { body: { type: json ? typeOf(json) : "RawBody", required: true } }),
  };
}

/** The parameters of one place as one object. */
function groupOf({ parameters }: Operation, place: string): { type: string; required: boolean } | null {
  const own = parameters.filter((parameter) => parameter.in === place);
  if (own.length === 0) return null;
  const required = own.filter((parameter) => parameter.required).map(({ name }) => name);
  const properties = Object.fromEntries(own.map(({ name, schema }) => [name, schema]));
  return { type: typeOf({ type: "object", properties, required }), required: required.length > 0 };
}

/** The types of all JSON answers; bytes come as the response itself. */
function outputOf({ responses }: Operation): string {
  const schemas = Object.values(responses)
    .map(({ content }) => content?.["application/json"]?.schema)
    .filter((schema): schema is JsonSchema => schema !== undefined);
  return [...new Set(schemas.map(typeOf))].join(" | ") || "Response";
}

function entryOf({ method, path, operation }: Found): string {
  const template = path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const parameter = operation.parameters.find((found) => found.in === "path" && found.name === name);
    return parameter?.["x-many-segments"] ? `{${name}+}` : whole;
  });
  return `${operation.operationId}: ${JSON.stringify(`${method.toUpperCase()} ${template}`)},`;
}
