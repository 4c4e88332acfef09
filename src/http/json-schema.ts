import * as z from "zod";

export type Json = { [name: string]: unknown };

/** The named schemas of a document, by the id that `.meta({ id })` gives them. */
export type Components = Record<string, Json>;

/**
 * A schema as JSON Schema 2020-12, what goes in or what comes out. Parts that carry an id go to the components and are
 * referred to.
 * @throws when one id stands for two different schemas
 */
export function jsonSchemaOf(schema: z.ZodType, io: "input" | "output", components: Components): Json {
  const whole = z.toJSONSchema(schema, { io, unrepresentable: "any", override: simplify });
  const text = JSON.stringify(whole).replaceAll('"#/$defs/', '"#/components/schemas/');
  const { $schema: _, $defs = {}, ...own } = JSON.parse(text) as Json & { $defs?: Components };
  for (const [id, { id: _id, ...named }] of Object.entries($defs)) addComponent(components, id, named);
  return own;
}

function addComponent(components: Components, id: string, schema: Json): void {
  const known = components[id];
  if (known && JSON.stringify(known) !== JSON.stringify(schema)) {
    throw new Error(`Two different schemas have the id ${id}.`);
  }
  components[id] = schema;
}

/**
 * Leaves out what says nothing to a reader: the bounds of JavaScript's integers, and the spelled-out pattern of a format. And
 * what would be a promise: that an answer never gains a field.
 */
function simplify({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}
