import { getOrCreate } from '../../lib/collections/get-or-create.ts';
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
type Sorted = Omit<Whose, 'updatedAt'>;
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
  const heeding = new Map<Proving, Promise<boolean>>();
  let isFirst = true;

  /** `asked`: what was asked before, of these entities and others. */
  const isHeeded = async (
    proving: Proving,
    ask: Search['ask'],
    among: Iterable<string>,
    asked?: Promise<boolean>,
  ): Promise<boolean> => {
    try {
      return await getOrCreate(heeding, proving, () => asked ?? heeds(proving, ask, among));
    } catch (error) {
      heeding.delete(proving);
      throw error;
    }
  };

  return async (find: Find, identifiers: readonly string[]): Promise<Sorted> => {
    const whose: Sorted = { ours: new Set(), foreign: new Set(), unclear: new Set(), stored: new Map() };
    const ask: Search['ask'] = async (rules, among) => {
      const found = new Set<string>();
      const asked = [...among];
      if (asked.length === 0) return found;
      questions += 1;
      for await (const page of find(rules, asked))
        for (const entity of page) {
          found.add(entity.identifier);
          whose.stored.set(entity.identifier, entity);
        }
      return found;
    };
    const known = [...versions].map((version) => `${PREFIX}${version}${suffix}`);
    // Asked along with the first question, so that nothing waits for it. It proves something where that finds any.
    const asked = isFirst ? heeds('in', ask, identifiers) : undefined;
    asked?.catch(() => {});
    isFirst = false;
    whose.ours = await ask([datasource('in', known)], identifiers);
    if (whose.ours.size > 0 && !(await isHeeded('in', ask, whose.ours, asked))) {
      whose.unclear = new Set(identifiers);
      whose.ours.clear();
      return whose;
    }
    const rest = without(new Set(identifiers), whose.ours);
    const search: Search = {
      suffix,
      versions,
      whose,
      ask,
      isHeeded: (among) => isHeeded('=', ask, among),
      mayAsk: () => questions < MOST_QUESTIONS,
    };
    await goOn('', await ask(maybeOurs(identifier), rest), search);
    return whose;
  };
};

/** Operators by whose answers an entity counts as ours. */
type Proving = 'in' | '=';

/**
 * Whether Port's search heeds what it is asked of datasources by this operator, which its documentation does not name:
 * of entities that one datasource has, another one has none. Asked once, before anything is deleted for such an answer.
 */
const heeds = async (proving: Proving, ask: Search['ask'], among: Iterable<string>): Promise<boolean> =>
  (await ask([datasource(proving, proving === 'in' ? [NOBODY] : NOBODY)], among)).size === 0;

/** A datasource that nothing has. */
const NOBODY = `${PREFIX}/nobody`;

/** A search for the versions in the datasources of some entities, which sorts them into `whose`. */
interface Search {
  suffix: string;
  /** Versions of our own datasources, as far as they are known. */
  versions: Set<string>;
  whose: Sorted;
  /** Entities among some that the rules find. */
  ask(rules: readonly Rule[], among: Iterable<string>): Promise<Set<string>>;
  /** Whether a search for one datasource is heeded, tried with entities that it has found. */
  isHeeded(among: Iterable<string>): Promise<boolean>;
  mayAsk(): boolean;
}

/** Finds what follows the part of the version that is known, of entities that all begin with it. */
async function goOn(begun: string, among: Set<string>, search: Search): Promise<void> {
  let left = among;
  for (const options of [USUAL, UNUSUAL]) {
    if (left.size === 0) return;
    const found =
      begun.length < LONGEST_VERSION && search.mayAsk()
        ? await search.ask(anyOf(begun, options, search), left)
        : new Set<string>();
    await tellApart(begun, options, found, search);
    left = without(left, found);
  }
  for (const one of left) search.whose.unclear.add(one);
}

/** Binary search for what follows the known part: entities with the same answer go on together. */
async function tellApart(
  begun: string,
  options: readonly string[],
  among: Set<string>,
  search: Search,
): Promise<void> {
  if (among.size === 0) return;
  const { ask, versions, whose } = search;
  const [only = ''] = options;
  if (options.length > 1) {
    const half = options.slice(0, Math.ceil(options.length / 2));
    const first = await ask(anyOf(begun, half, search), among);
    await tellApart(begun, half, first, search);
    await tellApart(begun, options.slice(half.length), without(among, first), search);
  } else if (only === MORE) for (const one of among) whose.foreign.add(one);
  else if (only === END) {
    const ours = await ask([follows(begun, END, search)], among);
    if (ours.size > 0 && !(await search.isHeeded(ours))) ours.clear();
    if (ours.size > 0) versions.add(begun);
    for (const one of among) (ours.has(one) ? whose.ours : whose.unclear).add(one);
  } else await goOn(begun + only, among, search);
}

/** The rule that an option follows the known part of the version. */
function follows(begun: string, option: string, { suffix }: Search): Rule {
  const begins = datasource('beginsWith', `${PREFIX}${begun}${option}`);
  if (option === END) return datasource('=', `${PREFIX}${begun}${suffix}`);
  if (option !== MORE) return begins;
  return { combinator: 'and', rules: [begins, datasource('!=', `${PREFIX}${begun}${suffix}`)] };
}

const anyOf = (begun: string, options: readonly string[], search: Search): Rule[] => [
  { combinator: 'or', rules: options.map((option) => follows(begun, option, search)) },
];

const without = (all: ReadonlySet<string>, some: ReadonlySet<string>): Set<string> =>
  new Set([...all].filter((one) => !some.has(one)));
