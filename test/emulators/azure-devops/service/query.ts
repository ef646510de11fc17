import { badRequest } from './errors.ts';

/** The query of a request; the service takes names and enumerated values in any case. */
export interface Query {
  names(): string[];
  text(name: string): string | undefined;
  /** Throws a 400 where it is not a whole number. */
  integer(name: string): number | undefined;
  flag(name: string): boolean;
  /**
   * Throws a 400 where it is none of the values. With numbers, which is what the official client sends, a value may be
   * given as its number.
   */
  oneOf<T extends string>(name: string, values: readonly T[] | Enumeration<T>): T | undefined;
  /** The same of an enumeration of flags, which takes several with commas. */
  manyOf<T extends string>(name: string, values: readonly T[] | Enumeration<T>): T[] | undefined;
  list(name: string): string[] | undefined;
  /** Milliseconds. Throws a 400 where it is no date. */
  date(name: string): number | undefined;
}

/** The values of an enumeration with their numbers, as microsoft/azure-devops-node-api has them. */
export type Enumeration<T extends string> = Readonly<Record<T, number>>;

const isList = <T>(values: readonly T[] | object): values is readonly T[] => Array.isArray(values);

/** Spellings of a value, by the value. */
const spellings = <T extends string>(
  values: readonly T[] | Enumeration<T>,
): [value: T, ...also: string[]][] =>
  isList(values)
    ? values.map((value) => [value])
    : Object.entries<number>(values).map(([value, number]) => [value as T, String(number)]);

const valueSpelled = <T extends string>(
  name: string,
  value: string,
  allowed: readonly T[] | Enumeration<T>,
): T => {
  const [found] =
    spellings(allowed).find((all) => all.some((one) => one.toLowerCase() === value.toLowerCase())) ?? [];
  if (found === undefined)
    throw badRequest(`The value '${value}' is not valid for ${name}.`, 'VssPropertyValidationException');
  return found;
};

export const createQuery = (parameters: URLSearchParams): Query => {
  const values = new Map([...parameters].map(([name, value]) => [name.toLowerCase(), value]));
  const text = (name: string) => {
    const value = values.get(name.toLowerCase());
    return value === undefined || value === '' ? undefined : value;
  };
  return {
    names: () => [...values.keys()],
    text,
    integer(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (!/^-?\d{1,10}$/.test(value))
        throw badRequest(`The value '${value}' is not valid for ${name}.`, 'VssPropertyValidationException');
      return Number(value);
    },
    flag: (name) => text(name)?.toLowerCase() === 'true',
    oneOf(name, allowed) {
      const value = text(name);
      return value === undefined ? undefined : valueSpelled(name, value, allowed);
    },
    manyOf: (name, allowed) =>
      text(name)
        ?.split(',')
        .map((value) => valueSpelled(name, value.trim(), allowed)),
    list: (name) =>
      text(name)
        ?.split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    date(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      const date = Date.parse(value);
      if (Number.isNaN(date))
        throw badRequest(`The value '${value}' is not valid for ${name}.`, 'VssPropertyValidationException');
      return date;
    },
  };
};
