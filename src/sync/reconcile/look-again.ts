import { hasEnough } from '../../azure-devops/paging/second-reading.ts';
import type { KindDefinition } from '../../kinds/types.ts';
import { isOwnMistake, messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Mapper, Mapping, Resource } from '../../mapping/types.ts';
import { canWrite, type MappingTarget } from '../catalog/mapping-target.ts';
import { entitiesIn } from '../load/loader.ts';
import { createNodeCounts, type NodeCounts } from '../read/node-counts.ts';
import { type ReadOrganisationsOptions, readOrganisations } from '../read/read-organisations.ts';
import { type ListPlan, planReads, resourcesUnder } from '../read/read-plan.ts';
import { listName } from '../read/unread-part.ts';
import type { Gone, Held } from './held.ts';

const FOUND = 'two readings of the lists disagree: it was in the second one, and not in the first';

const FEWER = 'most of this blueprint would go, and a second reading has fewer';

export interface LookAgainOptions extends ReadOrganisationsOptions {
  mapping: Mapping;
  mapper: Mapper;
  kinds: ReadonlyMap<string, KindDefinition>;
  targets: readonly MappingTarget[];
  /** Of the first reading. */
  nodeCounts: Pick<NodeCounts, 'of'>;
  log: Log;
  problem(subject: string, error: unknown): void;
}

/**
 * Reads all lists that can write some blueprints once more, and writes nothing. Gives the entities that are there
 * after all, and all of a blueprint whose lists could not be read in full or had fewer items than in the first reading.
 */
export async function lookAgain(options: LookAgainOptions, gone: Gone): Promise<Held[]> {
  const { mapping, kinds, mapper, targets, signal } = options;
  const blueprints = [...gone.keys()];
  const writing = targets.filter((target) => blueprints.some((blueprint) => canWrite(target, blueprint)));
  const missing = new Map(blueprints.map((blueprint) => [blueprint, new Set(gone.get(blueprint))]));
  const held: Held[] = [];
  const hold = (blueprint: string, identifier: string, reason: string) => {
    if (missing.get(blueprint)?.delete(identifier)) held.push({ blueprint, identifier, reason });
  };
  const holdAllOf = (resources: readonly Resource[], reason: string) => {
    for (const target of writing) {
      if (!resources.includes(target.resource)) continue;
      for (const blueprint of blueprints.filter((one) => canWrite(target, one)))
        for (const identifier of [...(missing.get(blueprint) ?? [])]) hold(blueprint, identifier, reason);
    }
  };
  const incomplete = (resources: readonly Resource[], error: unknown) => {
    const names = [...new Set(resources.map(({ kind }) => kind))].join(', ');
    if (isOwnMistake(error)) options.problem(names, error);
    holdAllOf(
      resources,
      `most of this blueprint would go, and its lists could not be read a second time: ${messageOf(error)}`,
    );
  };
  const counts = createNodeCounts();
  const resources = [...new Set(writing.map(({ resource }) => resource))];
  const lists = planReads({ ...mapping, resources }, kinds);
  options.log.info(`Most of ${blueprints.join(', ')} would go: their lists are read once more.`);
  await readOrganisations(options, lists, (organisation) => ({
    async deliver(resource, items) {
      for (const { blueprint, key } of entitiesIn(await mapper.map(resource, items, signal)))
        if (key !== undefined) hold(blueprint, key, FOUND);
    },
    async deliverPartial(resource, items) {
      const identified = await mapper.identify(resource, items, signal);
      // An item that a list names and does not show has no error. It holds back already, by the first reading.
      for (const [i, item] of items.entries())
        if (!identified[i] && item.error !== undefined) incomplete([resource], item.error);
      const known = identified.filter((mapped) => mapped !== undefined);
      for (const { blueprint, key } of entitiesIn(known)) if (key !== undefined) hold(blueprint, key, FOUND);
    },
    incomplete,
    note() {},
    warn() {},
    seen: (key, nodes) => counts.add(organisation, key, nodes.length),
    listCompleted() {},
  }));
  for (const { devops } of options.organisations)
    for (const list of withChildren(lists)) {
      const { key } = list.source;
      if (hasLess(list, counts.of(devops, key), options.nodeCounts.of(devops, key)))
        holdAllOf(resourcesUnder(list), `${FEWER} ${listName(key)}`);
    }
  return held;
}

/**
 * Whether a second reading has too few items. What hangs under one that it lacks was not read again. Items under which
 * nothing hangs come and go meanwhile, as pull requests do.
 */
const hasLess = ({ children }: ListPlan, again: number, first: number): boolean =>
  children.length > 0 ? again < first : !hasEnough(again, first);

/** Lists and all that hang under them, parents first. */
const withChildren = (lists: readonly ListPlan[]): ListPlan[] =>
  lists.flatMap((list) => [list, ...withChildren(list.children)]);
