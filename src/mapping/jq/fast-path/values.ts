import { wellFormed } from '../engine/json-text.ts';
import { askEngine, jqError } from './fallback.ts';
import { spend } from './fuel.ts';

/** A text that was made or gone through. Takes fuel for its length. */
export function paidText(text: string): string {
  spend(text.length);
  return text;
}

/** A list that was made or gone through. Takes fuel for its length. */
export function paidList<Value>(outputs: Value[]): Value[] {
  spend(outputs.length);
  return outputs;
}

type JsonObject = Record<string, unknown>;

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export function typeOf(value: unknown): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  if (type === 'object' || type === 'string' || type === 'number' || type === 'boolean') return type;
  return askEngine();
}

export const truthy = (value: unknown): boolean => value !== null && value !== false;

/** A member as jq sees it; objects are looked into no further. */
export const jqValue = (value: unknown): unknown =>
  value === undefined ? null : typeof value === 'object' ? value : wellFormed(value);

export function field(value: unknown, name: string): unknown {
  if (value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) return jqError();
  return Object.hasOwn(value, name) ? jqValue((value as JsonObject)[name]) : null;
}

export function element(value: unknown, index: number): unknown {
  if (value === null) return null;
  if (!Array.isArray(value)) return jqError();
  return jqValue(value[index < 0 ? value.length + index : index]);
}

/** The outputs of `.[]`. */
export function elements(value: unknown): unknown[] {
  if (Array.isArray(value)) return paidList(value.map(jqValue));
  if (typeof value !== 'object' || value === null) return jqError();
  return entriesOf(value).map(([, inner]) => jqValue(inner));
}

export function entriesOf(object: object): [string, unknown][] {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  spend(entries.length);
  return entries.every(([key]) => key.isWellFormed()) ? entries : askEngine();
}

export function slice(value: unknown, from: number | undefined, to: number | undefined): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return paidList(value.slice(from, to));
  return typeof value === 'string' ? Array.from(paidText(value)).slice(from, to).join('') : jqError();
}

export function toText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return numberText(value);
    case 'boolean':
      return String(value);
    default:
      return value === null ? 'null' : askEngine();
  }
}

/** jq writes large, small and computed numbers in its own way. */
export function numberText(value: number): string {
  const written = String(value);
  const size = Math.abs(value);
  const sure = Number.isInteger(value) ? size < 1e15 : size >= 1e-3 && size < 1e9 && written.length <= 15;
  return sure ? written : askEngine();
}

export function plus(left: unknown, right: unknown): unknown {
  if (left === null) return right;
  if (right === null) return left;
  if (typeof left === 'string' && typeof right === 'string') return paidText(left + right);
  if (typeof left === 'number' && typeof right === 'number') return exactNumber(left + right);
  const type = typeOf(left);
  if (type !== typeOf(right)) return jqError();
  if (type === 'array') return paidList([...(left as unknown[]), ...(right as unknown[])]);
  if (type !== 'object') return jqError();
  spend(Object.keys(left as JsonObject).length + Object.keys(right as JsonObject).length);
  return { ...(left as JsonObject), ...(right as JsonObject) };
}

/** Arithmetic on anything but numbers has meanings of its own. */
export const arithmetic =
  (compute: (left: number, right: number) => number) => (left: unknown, right: unknown) =>
    typeof left === 'number' && typeof right === 'number' ? exactNumber(compute(left, right)) : askEngine();

/** jq has numbers of its own for what JavaScript calls infinite, and writes -0. */
export const exactNumber = (value: number): number =>
  Number.isFinite(value) && !Object.is(value, -0) ? value : askEngine();

export function equal(left: unknown, right: unknown): boolean {
  spend(1);
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return left === right;
  }
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const a = entriesOf(left);
  return (
    a.length === entriesOf(right).length &&
    a.every(
      ([key, value]) =>
        Object.hasOwn(right, key) && equal(jqValue(value), jqValue((right as JsonObject)[key])),
    )
  );
}

/** Negative, zero or positive, in jq's order of all values: texts by code points, lists and objects only it knows. */
export function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const rank = rankOf(left);
  if (rank !== rankOf(right)) return rank - rankOf(right);
  if (typeof left !== 'string' || typeof right !== 'string')
    return typeof left === 'object' && left ? askEngine() : 0;
  if (SURROGATE.test(paidText(left + right))) return askEngine();
  return left < right ? -1 : Number(left > right);
}

const RANKS: readonly TypeName[] = ['null', 'boolean', 'number', 'string', 'array', 'object'];

const rankOf = (value: unknown): number => RANKS.indexOf(typeOf(value)) * 2 + Number(value === true);

const SURROGATE = /[\ud800-\udfff]/;

export function lengthOf(value: unknown): number {
  if (value === null) return 0;
  if (typeof value === 'string')
    return SURROGATE.test(paidText(value)) ? Array.from(value).length : value.length;
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object') return entriesOf(value).length;
  return typeof value === 'number' ? Math.abs(value) : jqError();
}

/** `del` of a plain path. */
export function without(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (value === null || name === undefined) return value;
  if (typeof value !== 'object' || Array.isArray(value)) return jqError();
  const member = field(value, name);
  if (member === null && rest.length > 0) return value;
  const kept = paidList(Object.entries(value)).filter(([key]) => rest.length > 0 || key !== name);
  return Object.fromEntries(kept.map(([key, inner]) => [key, key === name ? without(member, rest) : inner]));
}

/** A name that has no other form: one with a lone surrogate is left to jq. */
export function hasKey(object: object, name: string): boolean {
  return entriesOf(object).some(([key]) => key === name);
}

/** `add`: as `plus` from one to the next, but what it makes is filled and not made anew for each. */
export function sum(list: readonly unknown[]): unknown {
  let total: unknown = null;
  /** Whether the total was made here: a value of the item must not be changed. */
  let own = false;
  for (const value of list) {
    if (typeof total === 'string' && typeof value === 'string') {
      spend(value.length);
      total += value;
    } else if (own && Array.isArray(total) && Array.isArray(value)) {
      for (const element of paidList(value)) total.push(element);
    } else if (own && typeOf(total) === 'object' && typeOf(value) === 'object') {
      fill(total as JsonObject, value as JsonObject);
    } else if (value !== null) {
      own = total !== null;
      total = plus(total, value);
    }
  }
  return total;
}

function fill(target: JsonObject, source: JsonObject): void {
  for (const [name, value] of paidList(Object.entries(source))) {
    if (name === '__proto__') askEngine();
    target[name] = value;
  }
}
