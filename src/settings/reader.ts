import type { Host } from '../host/types.ts';
import { inputNamed } from '../inputs/lookup.ts';
import { createLookup, type Lookup } from './lookup.ts';
import { splitList } from './split-list.ts';

/** Reads inputs by name and type. A wrong value is a problem, and the default is given in its place. */
export interface InputReader extends Lookup {
  /** Empty where there is neither a value nor a default. */
  text(name: string): string;
  list(name: string): { items: string[]; where: string; explicit: boolean };
  choice<T extends string>(name: string): T;
  flag(name: string): boolean;
  /** NaN where there is neither a value nor a default. */
  number(name: string): number;
}

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

/** Values that YAML parsers and editors make of `on` and `off`. */
const choiceAliases: Readonly<Record<string, string>> = { true: 'on', false: 'off', yes: 'on', no: 'off' };

/** A reader of inputs by their definitions, which collects all problems. */
export const createInputReader = (host: Host): InputReader => {
  const lookup = createLookup(host);
  const { given, problem } = lookup;
  return {
    ...lookup,
    text: (name) => given(name)?.value ?? inputNamed(name).default ?? '',
    list(name) {
      const found = given(name);
      return found === undefined
        ? { items: [], where: host.inputLabel(name), explicit: false }
        : { ...found, items: splitList(found.value) };
    },
    choice<T extends string>(name: string) {
      const { choices = [], default: usual = '' } = inputNamed(name);
      const found = given(name);
      if (found === undefined) return usual as T;
      const lower = found.value.toLowerCase();
      const match = [lower, choiceAliases[lower]].find((value) => value && choices.includes(value));
      if (match === undefined) {
        problem(found.where, `${shown(found.value)} is not one of ${choices.join(', ')}.`);
      }
      return (match ?? usual) as T;
    },
    flag(name) {
      const usual = inputNamed(name).default === 'true';
      const found = given(name);
      if (found === undefined) return usual;
      const value = booleans.get(found.value.toLowerCase());
      if (value === undefined) problem(found.where, `${shown(found.value)} is neither true nor false.`);
      return value ?? usual;
    },
    number(name) {
      const {
        range: [smallest, largest] = [0, Number.MAX_SAFE_INTEGER],
        unit,
        default: usual,
      } = inputNamed(name);
      const found = given(name);
      if (found === undefined) return Number(usual ?? Number.NaN);
      const value = /^\d+$/.test(found.value) ? Number(found.value) : Number.NaN;
      if (!(value >= smallest && value <= largest)) {
        problem(
          found.where,
          `${shown(found.value)} is not a whole number${unit ? ` of ${unit}` : ''} between ${smallest} and ${largest}.`,
        );
      }
      return value;
    },
  };
};
