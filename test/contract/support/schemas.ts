import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Schema, Specifications } from './specifications.ts';

export interface Schemas {
  /** Errors of a value; properties that the schema does not have are told with `additionalProperties`. */
  check(file: string, schema: Schema, value: unknown): ErrorObject[];
}

/** Links are drawn as `{ links: {…} }` in the files and are the bare map on the wire, everywhere. */
const asOnTheWire: Record<string, Schema> = {
  ReferenceLinks: { type: 'object', additionalProperties: {} },
};

/** Compiles the schemas of OpenAPI 2.0 files as JSON Schema, each when it is asked for. */
export function createSchemas({ definitions }: Specifications): Schemas {
  const ajv = new Ajv({ strict: false, allErrors: true, verbose: true });
  ajv.addFormat('date-time', (text) => !Number.isNaN(Date.parse(text)));
  ajv.addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
  for (const format of ['int16', 'int32', 'int64', 'double', 'float', 'byte', 'binary', 'T'])
    ajv.addFormat(format, true);
  for (const [file, all] of definitions) {
    const converted = Object.entries(all).map(([name, schema]) => [
      name,
      asOnTheWire[name] ?? convert(schema, all),
    ]);
    ajv.addSchema({ $id: file, definitions: Object.fromEntries(converted) });
  }
  const compiled = new Map<Schema, ValidateFunction>();
  return {
    check(file, schema, value) {
      const known = compiled.get(schema);
      const validate = known ?? ajv.compile(within(file, convert(schema, definitions.get(file) ?? {})));
      compiled.set(schema, validate);
      validate(value);
      return [...(validate.errors ?? [])];
    },
  };
}

/** An object with no property but its own, those of what it is derived from among them. */
function convert(schema: Schema, definitions: Record<string, Schema>): Schema {
  // `JObject` is how the files write a document of any form.
  if (schema.format === 'JObject') return {};
  const { allOf = [], $ref, type, format, enum: values, items, required } = schema;
  if ($ref) return { $ref };
  // A bare `object` is how the files write .NET's `object`: any value.
  if (type === 'object' && !schema.properties && !schema.additionalProperties && allOf.length === 0)
    return {};
  const bases = allOf.map((base) =>
    convert(base.$ref ? definition(base.$ref, definitions) : base, definitions),
  );
  const own = Object.entries(schema.properties ?? {}).map(([name, one]) => [name, convert(one, definitions)]);
  const properties = Object.assign({}, ...bases.map((base) => base.properties), Object.fromEntries(own));
  const more =
    schema.additionalProperties ?? bases.find((base) => base.additionalProperties)?.additionalProperties;
  return {
    ...(type && { type }),
    ...(format && { format }),
    ...(values && { enum: values }),
    ...(required && { required }),
    ...(items && { items: convert(items, definitions) }),
    ...(Object.keys(properties).length > 0 && { properties, additionalProperties: false }),
    ...(typeof more === 'object' && { additionalProperties: convert(more, definitions) }),
  };
}

const definition = ($ref: string, definitions: Record<string, Schema>): Schema =>
  definitions[$ref.replace('#/definitions/', '')] ?? {};

/** The same with its references pointing into the file. */
const within = (file: string, schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema, (key, value) => (key === '$ref' ? file + value : value)));
