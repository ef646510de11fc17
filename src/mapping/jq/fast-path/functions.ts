import { contains, distinct, greatest, grouped, keysOf, least, pairsOf, sorted } from './collections.ts';
import { askEngine, jqError } from './fallback.ts';
import type { OneOutput } from './filter.ts';
import { spend } from './fuel.ts';
import { brokenDown, inForm, secondsOf, secondsOfBrokenDown, timeOf } from './times.ts';
import * as values from './values.ts';
import { elements, toText, truthy, typeOf } from './values.ts';
import { writtenJson, writtenText } from './written.ts';

/** A member of a table, but nothing that every object has. */
export const own = <Value>(table: Record<string, Value>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const onNumber =
  (change: (input: number) => number): OneOutput =>
  (input) =>
    typeof input === 'number' ? values.exactNumber(change(input)) : jqError();

const onText =
  (change: (input: string) => unknown): OneOutput =>
  (input) =>
    typeof input === 'string' ? change(values.paidText(input)) : jqError();

const itself: OneOutput = (element) => element;

/** Functions without arguments and with one output. */
export const simple: Record<string, OneOutput> = {
  not: (input) => !truthy(input),
  tostring: writtenText,
  tojson: writtenJson,
  fromdate: onText(secondsOf),
  fromdateiso8601: onText(secondsOf),
  todate: timeOf,
  todateiso8601: timeOf,
  mktime: secondsOfBrokenDown,
  tonumber: (input) => (typeof input === 'number' ? input : numberIn(input)),
  type: typeOf,
  length: values.lengthOf,
  ascii_downcase: onText((input) => input.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())),
  ascii_upcase: onText((input) => input.replace(/[a-z]+/g, (letters) => letters.toUpperCase())),
  floor: onNumber(Math.floor),
  ceil: onNumber(Math.ceil),
  /** jq rounds halves away from zero. */
  round: onNumber((input) => Math.sign(input) * Math.round(Math.abs(input))),
  first: (input) => values.element(input, 0),
  last: (input) => values.element(input, -1),
  sort: (input) => sorted(input, itself),
  unique: (input) => distinct(input, itself),
  min: (input) => least(input, itself),
  max: (input) => greatest(input, itself),
  keys: keysOf,
  to_entries: pairsOf,
  add: (input) => values.sum(elements(input)),
  any: (input) => elements(input).some(truthy),
  all: (input) => elements(input).every(truthy),
};

/** Functions without arguments that let their input pass, or give nothing. */
export const passes: Record<string, (input: unknown) => boolean> = {
  values: (input) => input !== null,
  nulls: (input) => input === null,
  strings: (input) => typeof input === 'string',
  numbers: (input) => typeof input === 'number',
  booleans: (input) => typeof input === 'boolean',
  arrays: (input) => typeOf(input) === 'array',
  objects: (input) => typeOf(input) === 'object',
  scalars: (input) => typeof input !== 'object' || input === null,
  iterables: (input) => typeof input === 'object' && input !== null,
};

/** Functions with one argument, which has one output. */
export const withArgument: Record<string, (input: unknown, argument: unknown) => unknown> = {
  startswith: (input, argument) => bothTexts(input, argument) && toText(input).startsWith(toText(argument)),
  endswith: (input, argument) => bothTexts(input, argument) && toText(input).endsWith(toText(argument)),
  ltrimstr: (input, argument) =>
    sureText(input).startsWith(sureText(argument)) ? toText(input).slice(toText(argument).length) : input,
  rtrimstr: (input, argument) =>
    sureText(input).endsWith(sureText(argument)) ? toText(input).slice(0, -toText(argument).length) : input,
  split: (input, argument) =>
    sureText(input) === ''
      ? []
      : values.paidList(values.paidText(toText(input)).split(sureText(argument) || askEngine())),
  join(input, argument) {
    const parts = elements(input).map(joined);
    const between = sureText(argument);
    spend(parts.reduce((sum, part) => sum + part.length + between.length, 0));
    return parts.join(between);
  },
  contains,
  strptime: brokenDown,
  strftime: inForm,
  has: (input, argument) =>
    typeOf(input) === 'object' && typeof argument === 'string'
      ? values.hasKey(input as object, argument)
      : askEngine(),
};

const bothTexts = (a: unknown, b: unknown): boolean =>
  typeof a === 'string' && typeof b === 'string' ? true : askEngine();

const sureText = (value: unknown): string => (typeof value === 'string' ? value : askEngine());

const joined = (value: unknown): string => (value === null ? '' : toText(value));

/** A whole number written plainly: jq keeps the digits of any other. */
function numberIn(value: unknown): number {
  return typeof value === 'string' && /^(?:0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : askEngine();
}

/** Functions with a filter of one output, which is asked for each element. */
export const byKey: Record<string, (input: unknown, keyOf: OneOutput) => unknown> = {
  sort_by: sorted,
  group_by: grouped,
  unique_by: distinct,
  min_by: least,
  max_by: greatest,
};
