import type { Host } from '../host/types.ts';
import { inputNamed } from '../inputs/lookup.ts';
import { oceanOnly } from '../inputs/ocean.ts';
import type { Input } from '../inputs/types.ts';
import type { Code, Problem } from '../lib/errors.ts';
import { parseJson } from '../lib/json.ts';
import { type Reading, remedyFor, undefinedVariableIn } from './undefined-variable.ts';

/** A value and where it came from, in the user's spelling. */
export interface Given {
  value: string;
  where: string;
  /** An input of the user's, rather than a variable that happens to be set. */
  explicit: boolean;
}

export interface InputReader {
  given(name: string): Given | undefined;
  /** A variable of the environment that is no input. */
  variable(name: string, reading: Reading): Given | undefined;
  text(name: string): string;
  list(name: string): { items: string[]; where: string; explicit: boolean };
  choice<T extends string>(name: string): T;
  flag(name: string): boolean;
  /** NaN where there is neither a value nor a default. */
  number(name: string): number;
  problem(where: string, message: string, hint?: string, code?: Code): void;
  readonly problems: readonly Problem[];
}

const readingOf = ({ name, type }: Input): Reading => {
  if (name === 'password') return name;
  if (name === 'organizationUrls' || name === 'portBaseUrl') return 'url';
  return type === 'text' ? 'path' : 'text';
};

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** `["a", "b"]`, `a, b` or lines. */
const splitList = (text: string): string[] => {
  const items = parseJsonList(text) ?? text.split(/[,\r\n]/);
  return [...new Set(items.map((item) => item.trim()).filter((item) => item !== ''))];
};

const parseJsonList = (text: string): string[] | undefined => {
  if (!text.startsWith('[')) return undefined;
  try {
    const list: unknown = parseJson(text);
    return Array.isArray(list) ? list.map(String) : undefined;
  } catch {
    return undefined;
  }
};

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

/** The values that a YAML parser or an editor may have made of `on` and `off`. */
const choiceAliases: Readonly<Record<string, string>> = { true: 'on', false: 'off', yes: 'on', no: 'off' };

/** Which of two accounts the Docker step's variables describe, where they say so. */
export const accountMode = (host: Host): 'single' | 'multiple' | undefined => {
  const word = host.environment[oceanOnly.accountMode]?.trim().split(' ')[0]?.toLowerCase();
  return word === 'single' || word === 'multiple' ? word : undefined;
};

/** Reads inputs by their definition, with fallbacks, and collects what is wrong with them. */
export const createInputReader = (host: Host): InputReader => {
  const problems: Problem[] = [...(host.inputProblems ?? [])];
  const undefinedAt = new Set<string>();
  const problem = (where: string, message: string, hint?: string, code?: Code) => {
    if (undefinedAt.has(where)) return;
    if (problems.some((known) => known.where === where && known.message === message)) return;
    problems.push({ where, message, ...(hint !== undefined && { hint }), ...(code && { code }) });
  };

  const lookUp = (input: Input): Given | undefined => {
    const explicit = host.input(input.name)?.trim();
    if (explicit) return { value: explicit, where: host.inputLabel(input.name), explicit: true };
    for (const variable of input.fallbacks ?? []) {
      const value = host.environment[variable]?.trim();
      if (value) return { value, where: variable, explicit: false };
    }
    return undefined;
  };

  const unlessUndefined = (found: Given | undefined, reading: Reading): Given | undefined => {
    const reference = found && undefinedVariableIn(found.value, reading);
    if (found === undefined || reference === undefined) return found;
    problem(found.where, `The variable ${reference} is not defined.`, remedyFor(reference), 'PCS1005');
    undefinedAt.add(found.where);
    return undefined;
  };

  const given = (name: string): Given | undefined => {
    const input = inputNamed(name);
    const found = unlessUndefined(lookUp(input), readingOf(input));
    const items = found && input.type === 'list' ? splitList(found.value) : [];
    for (const value of items)
      if (unlessUndefined({ ...found, value } as Given, 'text') === undefined) return undefined;
    return found;
  };

  const variable = (name: string, reading: Reading): Given | undefined => {
    const value = host.environment[name]?.trim();
    return value ? unlessUndefined({ value, where: name, explicit: false }, reading) : undefined;
  };

  return {
    given,
    variable,
    problem,
    problems,
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
          `${shown(found.value)} is not a whole number of ${unit} between ${smallest} and ${largest}.`,
        );
      }
      return value;
    },
  };
};
