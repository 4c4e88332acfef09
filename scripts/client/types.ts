import type { JsonSchema } from "./document.ts";

/** A JSON Schema as a TypeScript type: what zod's schemas come to, and nothing that they do not. */
export function typeOf(schema: JsonSchema): string {
  if (schema.$ref) return `Schemas[${JSON.stringify(schema.$ref.split("/").at(-1))}]`;
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return union(either.map(typeOf));
  if (schema.allOf) return schema.allOf.map((part) => `(${typeOf(part)})`).join(" & ");
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type })));
  return byType(schema);
}

function byType(schema: JsonSchema): string {
  switch (schema.type) {
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    case "integer":
    case "number":
      return "number";
    case "array":
      if (schema.prefixItems) return `[${schema.prefixItems.map(typeOf).join(", ")}]`;
      return `(${typeOf(schema.items ?? {})})[]`;
    case "object":
      if (schema.properties) return objectOf(schema);
      return `Record<string, ${typeOf(schema.additionalProperties ?? {})}>`;
    default:
      return "unknown";
  }
}

function objectOf({ properties = {}, required = [] }: JsonSchema): string {
  const fields = Object.entries(properties).map(([name, field]) => {
    const optional = required.includes(name) ? "" : "?";
    return `${comment(field.description)}${JSON.stringify(name)}${optional}: ${typeOf(field)};`;
  });
  return `{\n${fields.join("\n")}\n}`;
}

/** A doc comment, where there is something to say. */
export function comment(text: string | undefined): string {
  return text ? `/** ${text.replaceAll("*/", "*\\/")} */\n` : "";
}

function union(types: string[]): string {
  return [...new Set(types)].join(" | ") || "never";
}
