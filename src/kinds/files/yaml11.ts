import { defineScalarTag, loadAll, NOT_RESOLVED, type ScalarTagDefinition, YAML11_SCHEMA } from 'js-yaml';
import { isTooLarge } from '../../lib/values/json.ts';

/**
 * YAML 1.1 as PyYAML's safe loader reads it: existing mappings rely on that. It differs from the type repository of
 * YAML 1.1: `y` and `n` are text, and exponents need a dot and a sign. This module is loaded when a file needs it.
 */
const scalar = <Result>(
  name: string,
  first: string,
  parse: (source: string, explicit: boolean) => Result | undefined,
): ScalarTagDefinition<Result> =>
  defineScalarTag<Result>(`tag:yaml.org,2002:${name}`, {
    implicit: true,
    implicitFirstChars: [...first],
    resolve: (source, explicit) => parse(source, explicit) ?? NOT_RESOLVED,
    identify: () => false,
  });

const WORDS = new Map([
  ...['yes', 'true', 'on'].map((word) => [word, true] as const),
  ...['no', 'false', 'off'].map((word) => [word, false] as const),
]);
const BOOLEAN = /^(?:[a-z]+|[A-Z][a-z]+|[A-Z]+)$/;
const bool = scalar('bool', 'yYnNtTfFoO', (source) =>
  BOOLEAN.test(source) ? WORDS.get(source.toLowerCase()) : undefined,
);

const INTEGER =
  /^([-+]?)(?:0b([01_]+)|0x([\da-fA-F_]+)|0([0-7_]+)|((?:0|[1-9][\d_]*))|([1-9][\d_]*(?::[0-5]?\d)+))$/;

const int = scalar('int', '-+0123456789', (source) => {
  const match = INTEGER.exec(source);
  if (!match) return undefined;
  const [, sign, binary, hexadecimal, octal, decimal, sexagesimal] = match.map((part) =>
    part?.replaceAll('_', ''),
  );
  const value = sexagesimal
    ? base60(sexagesimal)
    : (digits(binary, 2) ?? digits(hexadecimal, 16) ?? digits(octal, 8) ?? digits(decimal, 10));
  return value === undefined || Number.isNaN(value) ? undefined : signed(sign, value);
});

const FLOAT =
  /^([-+]?)(?:(\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?)|(\d[\d_]*(?::[0-5]?\d)+\.[\d_]*)|\.(inf|Inf|INF))$|^(\.\d[\d_]*(?:[eE][-+]\d+)?)$|^\.(nan|NaN|NAN)$/;

const float = scalar('float', '-+0123456789.', (source, explicit) => {
  const match = FLOAT.exec(source);
  if (!match)
    return explicit && source.trim() !== '' && !Number.isNaN(Number(source)) ? Number(source) : undefined;
  const [, sign, plain, sexagesimal, infinite, short, notANumber] = match;
  if (notANumber) return Number.NaN;
  if (infinite) return signed(sign, Number.POSITIVE_INFINITY);
  if (sexagesimal) return signed(sign, base60(sexagesimal.replaceAll('_', '')));
  return signed(sign, Number((plain ?? short ?? '').replaceAll('_', '')));
});

const digits = (text: string | undefined, base: number): number | undefined =>
  text === undefined ? undefined : text === '' && base === 8 ? 0 : Number.parseInt(text, base);
const base60 = (text: string): number =>
  text.split(':').reduce((value, part) => value * 60 + Number(part), 0);
const signed = (sign: string | undefined, value: number): number => (sign === '-' ? -value : value);

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::(\d\d))?))?$/;

/** A date or time as ISO 8601, with no more than was written: a date has no time, a time without a zone no zone. */
const timestamp = scalar('timestamp', '0123456789', (source) => {
  if (DATE.test(source)) return existing(source, source);
  const match = TIME.exec(source);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, utc, sign, hours, minutes] = match;
  const date = `${year}-${two(month)}-${two(day)}`;
  const micros = (fraction ?? '').slice(0, 6).padEnd(6, '0');
  const zone = utc ? '+00:00' : sign ? `${sign}${two(hours)}:${minutes ?? '00'}` : '';
  const time = `${two(hour)}:${minute}:${second}${Number(micros) ? `.${micros}` : ''}`;
  return existing(`${date}T${time}${zone.replace('-00:00', '+00:00')}`, date, Number(hour) < 24);
});

const two = (text = '') => text.padStart(2, '0');

function existing(text: string, date: string, sensible = true): string {
  const time = new Date(`${date}T00:00:00Z`);
  if (!sensible || Number.isNaN(time.getTime()) || !time.toISOString().startsWith(date)) {
    throw new Error(`no such time: ${text}`);
  }
  return text;
}

const schema = YAML11_SCHEMA.withTags(bool, int, float, timestamp);

/**
 * The documents of a text. Throws when it is not YAML, when JSON cannot express it, and when its aliases make far more
 * of it than is written.
 */
export function parseYaml(text: string): unknown[] {
  const documents = loadAll(text, { schema, json: true });
  // Aliases of aliases make gigabytes of a few lines, or never end.
  const allowed = { values: MOST_VALUES, characters: 4 * text.length + MOST_CHARACTERS };
  if (isTooLarge(documents, allowed)) throw new Error('its aliases make it too large');
  assertJson(documents);
  return documents;
}

const MOST_VALUES = 500_000;
/** Characters that aliases may add to a small text. */
const MOST_CHARACTERS = 1_000_000;

function assertJson(value: unknown): void {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) {
    throw new Error('a set or bytes');
  }
  for (const member of Object.values(value)) assertJson(member);
}
