import type { Host } from '../host/types.ts';
import { inputNamed } from '../inputs/lookup.ts';
import type { Input } from '../inputs/types.ts';
import { type InputUse, remedyFor, undefinedVariableIn } from '../inputs/undefined-variable.ts';
import type { Code, Problem } from '../lib/errors.ts';
import { splitList } from './split-list.ts';

/** A value and where it came from, in the user's spelling. */
export interface Given {
  value: string;
  where: string;
  /** Whether it is an input of the user's and not a variable that happens to be set. */
  explicit: boolean;
}

export interface Lookup {
  /** The value of an input, or of the first of its fallback variables. Undefined where none is set. */
  given(name: string): Given | undefined;
  /** A variable of the environment that is no input's fallback. */
  variable(name: string, reading: InputUse): Given | undefined;
  problem(where: string, message: string, hint?: string, code?: Code): void;
  readonly problems: readonly Problem[];
}

const readingOf = ({ name, type }: Input): InputUse => {
  if (name === 'password') return name;
  if (name === 'organizationUrls' || name === 'portBaseUrl') return 'url';
  return type === 'text' ? 'path' : 'text';
};

/** Finds values of inputs. A value that refers to an undefined variable is a problem, and counts as not given. */
export const createLookup = (host: Host): Lookup => {
  const problems: Problem[] = [...(host.inputProblems ?? [])];
  const undefinedAt = new Set<string>();
  const problem = (where: string, message: string, hint?: string, code?: Code) => {
    if (undefinedAt.has(where)) return;
    if (problems.some((known) => known.where === where && known.message === message)) return;
    problems.push({ where, message, ...(hint !== undefined && { hint }), ...(code && { code }) });
  };

  const unlessUndefined = (found: Given | undefined, reading: InputUse): Given | undefined => {
    const reference = found && undefinedVariableIn(found.value, reading);
    if (found === undefined || reference === undefined) return found;
    problem(found.where, `The variable ${reference} is not defined.`, remedyFor(reference), 'PCS1005');
    undefinedAt.add(found.where);
    return undefined;
  };

  return {
    problem,
    problems,
    given(name) {
      const input = inputNamed(name);
      const found = unlessUndefined(findValue(input, host), readingOf(input));
      if (found === undefined || input.type !== 'list') return found;
      const items = splitList(found.value).map((value) => unlessUndefined({ ...found, value }, 'text'));
      return items.includes(undefined) ? undefined : found;
    },
    variable(name, reading) {
      const value = host.environment[name]?.trim();
      return value ? unlessUndefined({ value, where: name, explicit: false }, reading) : undefined;
    },
  };
};

const findValue = (input: Input, host: Host): Given | undefined => {
  const explicit = host.input(input.name)?.trim();
  if (explicit) return { value: explicit, where: host.inputLabel(input.name), explicit: true };
  for (const variable of input.fallbacks ?? []) {
    const value = host.environment[variable]?.trim();
    if (value) return { value, where: variable, explicit: false };
  }
  return undefined;
};
