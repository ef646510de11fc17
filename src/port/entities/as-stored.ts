import { isObject } from '../answers.ts';

/** A date and time as RFC 3339 has it; fractions of any length. */
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/i;

/**
 * A property's value as Port stores it, by the property's type in the blueprint. Port converts what it is sent: a
 * number to a text (423 comes back as "423"), one value to an array of it. The rules are those of its schema validator
 * (Ajv, `coerceTypes: "array"`). A value that Port would refuse stays what it is. Times become ISO 8601 in UTC with
 * milliseconds, so that the same moment is the same text.
 */
export const asStored = (definition: unknown, value: unknown): unknown => {
  if (!isObject(definition) || value === null || value === undefined) return value;
  if (definition.type === 'array') return listAsStored(definition, Array.isArray(value) ? value : [value]);
  const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const convert = isObject(one) ? undefined : conversions[String(definition.type)];
  const stored = convert?.(one as Scalar);
  if (stored === undefined) return value;
  return isTime(definition) && INSTANT.test(String(stored)) ? momentOf(String(stored)) : stored;
};

/** Apart, since a function inside of `asStored` would cost an object for each call. */
const listAsStored = ({ items }: Record<string, unknown>, list: readonly unknown[]): unknown[] =>
  list.map((one) => asStored(items, one));

type Scalar = string | number | boolean | null;

const conversions: Record<string, ((value: Scalar) => Scalar | undefined) | undefined> = {
  string: (value) => (value === null || Array.isArray(value) ? undefined : String(value)),
  number: (value) => {
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return Number(value);
    const number = typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
    return Number.isFinite(number) ? number : undefined;
  },
  boolean: (value) => {
    if (value === 'true' || value === 1) return true;
    if (value === 'false' || value === 0) return false;
    return typeof value === 'boolean' ? value : undefined;
  },
};

const isTime = ({ format }: Record<string, unknown>): boolean => format === 'date-time' || format === 'timer';

/** A time as `toISOString` writes it. */
const WRITTEN = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

const momentOf = (text: string): string => {
  if (WRITTEN.test(text)) return text;
  const time = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time) ? text : new Date(time).toISOString();
};
