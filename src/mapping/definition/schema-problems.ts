import type * as z from 'zod/mini';
import type { Problem } from '../../lib/errors.ts';
import { nearest } from '../../lib/text/did-you-mean.ts';
import { quoted } from './quoted.ts';

type Issue = z.core.$ZodIssue;

const kindsOfValue: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'empty',
  undefined: 'missing',
};

const nameOf = (type: string) => kindsOfValue[type] ?? type;

function typeOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'boolean' ? String(value) : nameOf(typeof value);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (parent, key) => (parent as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );
}

/** A path as text: `port.entity.mappings[1].properties["my key"]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => {
      if (typeof key === 'number') return `[${key}]`;
      const name = String(key);
      return /^[\w$-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** Demands that a value does not meet, as far as its own type goes: `be a list`. */
function expected(issue: Issue): string[] {
  switch (issue.code) {
    case 'invalid_type':
      return [`be ${nameOf(issue.expected)}`];
    case 'invalid_value':
      return issue.values.map((value) => `be ${JSON.stringify(value)}`);
    case 'too_small':
      if (issue.origin === 'array' || issue.origin === 'string') return ['not be empty'];
      return [issue.inclusive === false ? `be more than ${issue.minimum}` : `be ${issue.minimum} or more`];
    case 'too_big':
      if (issue.origin === 'string') return [`not be longer than ${issue.maximum} characters`];
      return [issue.inclusive === false ? `be less than ${issue.maximum}` : `be ${issue.maximum} or less`];
    case 'invalid_union':
      return issue.errors.flatMap((branch) =>
        branch.filter((inner) => inner.path.length === 0).flatMap(expected),
      );
    default:
      return [];
  }
}

/** The issues of the union's branch that was meant: the one whose own type fits. */
function meant(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const fitting = issue.errors.find((branch) => branch.every((inner) => inner.path.length > 0));
  if (!fitting) return [issue];
  return fitting.flatMap((inner) => meant({ ...inner, path: [...issue.path, ...inner.path] } as Issue));
}

/** Problems of a value, each with its place below `where`. */
export function problemsOf(issues: readonly Issue[], value: unknown, where: string): Problem[] {
  return issues.flatMap(meant).map((issue) => {
    const found = valueAt(value, issue.path);
    const wanted = [...new Set(expected(issue))].filter((name) => name !== 'be empty');
    const must =
      wanted.length > 0
        ? `must ${wanted.join(' or ').replaceAll(' or be ', ' or ').replace('text or a number or true or false', 'a jq expression').replace('true or false or 0 or 1', 'true or false')}`
        : 'is not valid';
    const message = found === undefined ? `is missing: it ${must}.` : `${must}, and is ${shown(found)}.`;
    const place = [where, pathText(issue.path)].filter(Boolean).join('.').replaceAll('.[', '[');
    const written =
      found === undefined ? misspelt(valueAt(value, issue.path.slice(0, -1)), issue.path) : undefined;
    return {
      where: place,
      message,
      ...(written !== undefined && {
        hint: `${quoted(written)} is there: did you mean ${quoted(String(issue.path.at(-1)))}?`,
      }),
    };
  });
}

/** Characters of the longest key that can be meant for another one. */
const LONGEST_KEY = 40;

/** The key of an object that was probably meant for one that is missing. */
function misspelt(parent: unknown, path: readonly PropertyKey[]): string | undefined {
  const wanted = path.at(-1);
  if (typeof wanted !== 'string' || typeof parent !== 'object' || parent === null) return undefined;
  return Object.keys(parent).find((key) => key.length <= LONGEST_KEY && nearest(key, [wanted]) !== undefined);
}

/** A value as a message tells it. */
export function shown(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return 'an empty list';
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' ? String(value) : typeOf(value);
}
