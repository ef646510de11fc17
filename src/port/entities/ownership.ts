import type { Caller } from '../caller.ts';
import type { StoredEntity, Whose } from '../types.ts';

/**
 * The owner of an entity shows by its datasource, the user agent that wrote it: `port-ocean/azure-devops/<version>/
 * <integration identifier>/exporter`. Port's documented answers do not have it, but its search compares it. A beginning
 * and an end like ours prove nothing: the integration `x/lab` ends like `lab`. An entity is ours only where the
 * datasource equals ours, with a version in its place.
 */
const PREFIX = 'port-ocean/azure-devops/';

export const datasourcePrefix = PREFIX;
export const datasourceSuffix = (identifier: string): string => `/${identifier}/exporter`;

type Rule = Record<string, unknown>;
/** A search: those of these entities that the rules find. */
export type Find = (rules: readonly Rule[], identifiers: readonly string[]) => AsyncIterable<StoredEntity[]>;

const datasource = (operator: string, value: unknown): Rule => ({ property: '$datasource', operator, value });

/** Rules that find all of ours, and perhaps others: documented operators of Port's search. */
export const maybeOurs = (identifier: string): Rule[] => [
  datasource('beginsWith', PREFIX),
  datasource('endsWith', datasourceSuffix(identifier)),
];

/** Options for what follows the known part of a version: its end, a slash (more than a version), or a character. */
const END = 'end';
const MORE = '/';
const USUAL = [END, MORE, ...'0123456789.'];
const UNUSUAL = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-+_~'];
/** Characters of a version at the most, and searches of a run. */
const LONGEST_VERSION = 40;
const MOST_QUESTIONS = 600;

/** Finds out the owner of entities by Port's search. Versions that were found are known for the rest of the run. */
export const createOwnership = ({ identifier, versions }: Pick<Caller, 'identifier' | 'versions'>) => {
  const suffix = datasourceSuffix(identifier);
  let questions = 0;

  return async (find: Find, identifiers: readonly string[]): Promise<Omit<Whose, 'updatedAt'>> => {
    const whose: Omit<Whose, 'updatedAt'> = { ours: new Set(), foreign: new Set(), unclear: new Set() };
    const ask = async (rules: readonly Rule[], among: Iterable<string>): Promise<Set<string>> => {
      const found = new Set<string>();
      const asked = [...among];
      if (asked.length === 0) return found;
      questions += 1;
      for await (const page of find(rules, asked)) for (const { identifier: one } of page) found.add(one);
      return found;
    };
    const follows = (begun: string) => (option: string) => {
      const begins = datasource('beginsWith', `${PREFIX}${begun}${option}`);
      if (option === END) return datasource('=', `${PREFIX}${begun}${suffix}`);
      if (option !== MORE) return begins;
      return { combinator: 'and', rules: [begins, datasource('!=', `${PREFIX}${begun}${suffix}`)] };
    };
    const anyOf = (begun: string, options: readonly string[]): Rule[] => [
      { combinator: 'or', rules: options.map(follows(begun)) },
    ];

    /** Binary search for what follows the known part: entities with the same answer go on together. */
    const tellApart = async (
      begun: string,
      options: readonly string[],
      among: Set<string>,
    ): Promise<void> => {
      if (among.size === 0) return;
      const [only = ''] = options;
      if (options.length === 1 && only === MORE) for (const one of among) whose.foreign.add(one);
      else if (options.length === 1 && only === END) {
        const ours = await ask([follows(begun)(END)], among);
        if (ours.size > 0) versions.add(begun);
        for (const one of among) (ours.has(one) ? whose.ours : whose.unclear).add(one);
      } else if (options.length === 1) await goOn(begun + only, among);
      else {
        const half = options.slice(0, Math.ceil(options.length / 2));
        const first = await ask(anyOf(begun, half), among);
        await tellApart(begun, half, first);
        await tellApart(begun, options.slice(half.length), without(among, first));
      }
    };
    const goOn = async (begun: string, among: Set<string>): Promise<void> => {
      let left = among;
      for (const options of [USUAL, UNUSUAL]) {
        if (left.size === 0) return;
        const found =
          begun.length < LONGEST_VERSION && questions < MOST_QUESTIONS
            ? await ask(anyOf(begun, options), left)
            : new Set<string>();
        await tellApart(begun, options, found);
        left = without(left, found);
      }
      for (const one of left) whose.unclear.add(one);
    };

    const known = [...versions].map((version) => `${PREFIX}${version}${suffix}`);
    whose.ours = await ask([datasource('in', known)], identifiers);
    const rest = without(new Set(identifiers), whose.ours);
    await goOn('', await ask(maybeOurs(identifier), rest));
    return whose;
  };
};

const without = (all: ReadonlySet<string>, some: ReadonlySet<string>): Set<string> =>
  new Set([...all].filter((one) => !some.has(one)));
