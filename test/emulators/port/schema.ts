import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Blueprint } from '../../../src/port/types.ts';
import { invalid, isObject, type Json } from './refusal.ts';

/** Port's formats for strings; those without a JSON Schema counterpart take any text. */
const formats: Record<string, string | undefined> = {
  url: 'uri',
  email: 'email',
  'idn-email': 'idn-email',
  'date-time': 'date-time',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  timer: 'date-time',
  markdown: undefined,
  yaml: undefined,
  user: undefined,
  team: undefined,
  proto: undefined,
  entity: undefined,
  blueprints: undefined,
};

export const isFormat = (format: unknown): boolean =>
  typeof format === 'string' && Object.hasOwn(formats, format);

const kept = [
  ...['type', 'enum', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum'],
  ...['exclusiveMaximum', 'minItems', 'maxItems', 'uniqueItems'],
];

/** The part of a property's definition that constrains its values, as JSON Schema. */
const constraint = (definition: Json): Json => {
  const schema: Json = Object.fromEntries(kept.filter((k) => k in definition).map((k) => [k, definition[k]]));
  const format = typeof definition.format === 'string' ? formats[definition.format] : undefined;
  if (format) schema.format = format;
  if (isObject(definition.items)) schema.items = constraint(definition.items);
  return schema;
};

/** Values are made those of their type where that can be done, arrays of one included, as Port does. */
const ajv = new Ajv({ strict: false, strictSchema: false, coerceTypes: 'array' });
// The package's default export is the function itself at run time, but not to the type checker.
(addFormats as unknown as (ajv: Ajv) => void)(ajv);
ajv.addFormat('idn-email', /^[^\s@]+@[^\s@]+$/u);

const compiled = new WeakMap<Blueprint, ValidateFunction>();

const validatorOf = (blueprint: Blueprint): ValidateFunction => {
  let validate = compiled.get(blueprint);
  if (!validate) {
    const properties = Object.entries(blueprint.schema?.properties ?? {});
    validate = ajv.compile({
      type: 'object',
      properties: Object.fromEntries(
        properties.map(([name, definition]) => [name, constraint(definition as Json)]),
      ),
      required: blueprint.schema?.required ?? [],
      additionalProperties: false,
    });
    compiled.set(blueprint, validate);
  }
  return validate;
};

/** The values as they are kept. Throws Refusal when they do not fit the blueprint. Null is the same as absent. */
export const storedProperties = (blueprint: Blueprint, properties: Json): Json => {
  const present = structuredClone(
    Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null)),
  );
  const known = blueprint.schema?.properties ?? {};
  const stranger = Object.keys(properties).find((name) => !Object.hasOwn(known, name));
  if (stranger !== undefined)
    throw invalid(`"properties" must NOT have additional properties: "${stranger}"`);
  const validate = validatorOf(blueprint);
  if (validate(present)) return { ...properties, ...present };
  const { instancePath = '', message = 'is not valid' } = validate.errors?.[0] ?? {};
  throw invalid(`"properties${instancePath}" ${message}`);
};
