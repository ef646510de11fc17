import type { KindDefinition } from '../../../kinds/types.ts';
import { append } from '../../../lib/collections/append.ts';
import { isOwnMistake, messageOf } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';
import type { MappedItem, Mapper, Mapping, Resource } from '../../../mapping/types.ts';
import type { Counters } from '../../../report/counters/counters.ts';
import { counted, listed } from '../../../report/words/format.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { canWrite, type MappingTarget } from '../../catalog/mapping-target.ts';
import { entitiesIn } from '../../load/loader.ts';
import { isHelper } from '../../read/choices.ts';
import type { ReadOrganisationsOptions } from '../../read/read-organisations.ts';
import { planReads, resourcesUnder } from '../../read/read-plan.ts';
import { ITEM, partOfItem, partUnder } from '../../read/unread-part.ts';
import type { ReadEvents, Wanted } from '../../read/walk.ts';
import type { Gone, Held } from '../held.ts';
import {
  createPossibleEntities,
  type PossibleEntities,
  type PossibleEntitiesOptions,
} from '../visibility/possible-entities.ts';
import { createMappedAgain, type MappedAgain } from './mapped-again.ts';
import { createMissing, type Missing } from './missing.ts';
import type { MayBeGone, Reading, Unseen } from './parts-with-less.ts';
import { readUntilTwice } from './read-until-twice.ts';

const FOUND = 'two readings of the lists disagree: it was in the second one, and not in the first';

const ONCE = 'it may be of an item that only a second reading found, of which it may have had a part';

export interface SecondLookOptions extends Omit<ReadOrganisationsOptions, 'wanted'>, PossibleEntitiesOptions {
  mapping: Mapping;
  mapper: Mapper;
  kinds: ReadonlyMap<string, KindDefinition>;
  targets: readonly MappingTarget[];
  /** Entities of the first reading. */
  catalog: Pick<Catalog, 'indexOf'>;
  /** Sizes of lists in the first reading. */
  listSizes: Reading;
  /** Counts of the first reading. */
  counters: Pick<Counters, 'reportOf'>;
  log: Log;
  problem(subject: string, error: unknown): void;
}

const NOT_SHOWN = new Error('a list names an item that the service does not show');

/**
 * Reads each list that what is gone may have been in again, and what it hangs under, and writes nothing. Gives what is
 * there after all, and what may be of a list that was not read twice, the second time with as many items: one answer,
 * whatever it looks like, is no proof.
 */
export async function secondLook(options: SecondLookOptions, gone: Gone): Promise<Held[]> {
  const { catalog, mapping, kinds, targets } = options;
  const missing = createMissing(gone, (blueprint, identifier) => {
    const entities = catalog.indexOf(blueprint);
    const slot = entities?.find(identifier);
    return slot !== undefined && Boolean(entities?.produced(slot) || entities?.listed(slot));
  });
  const { blueprints } = missing;
  if (blueprints.length === 0) return [];
  tellBegin(options.log, gone, blueprints);
  const possible = createPossibleEntities(gone, options);
  const mayBeGone = mayBeGoneIn(possible, blueprints);
  const writing = targets.filter((target) => blueprints.some((blueprint) => canWrite(target, blueprint)));
  const resources = [...new Set(writing.map(({ resource }) => resource))];
  const lists = planReads({ ...mapping, resources }, kinds);
  const unseen: Unseen[] = [];
  const mappedAgain = createMappedAgain(options.counters);
  const takenApart = new Set<Resource>();
  const foundIn = new Set<Resource>();
  const found = (resource: Resource, mapped: readonly MappedItem[]) => {
    for (const { blueprint, key } of entitiesIn(mapped))
      if (key !== undefined && missing.found(blueprint, key, FOUND)) {
        foundIn.add(resource);
        if (resource.itemsToParse) takenApart.add(resource);
      }
  };
  const events = eventsOf(options, found, mappedAgain, unseen);
  append(
    unseen,
    await readUntilTwice(options, lists, { events, mayBeGone, wanted: wantedOf(mayBeGone), foundIn }),
  );
  for (const { resource, reason } of mappedAgain.unclear())
    unseen.push({ resources: [resource], part: undefined, reason });
  for (const resource of takenApart) unseen.push({ resources: [resource], part: undefined, reason: ONCE });
  await holdUnseen(unseen, missing, writing, possible);
  return missing.held;
}

/** Holds what may be of parts that were not read twice. */
async function holdUnseen(
  unseen: readonly Unseen[],
  missing: Missing,
  writing: readonly MappingTarget[],
  possible: Pick<PossibleEntities, 'of'>,
): Promise<void> {
  for (const { resources, part, reason } of unseen)
    for (const blueprint of missing.blueprints) {
      if (missing.of(blueprint).size === 0) continue;
      if (!writing.some((one) => resources.includes(one.resource) && canWrite(one, blueprint))) continue;
      const some = part
        ? await possible.of(blueprint, (one) => (resources.includes(one) ? part : undefined))
        : [...missing.of(blueprint)];
      for (const identifier of some) missing.hold(blueprint, identifier, reason);
    }
}

/** Whether anything gone may be of a part of some resources. */
const mayBeGoneIn =
  (possible: Pick<PossibleEntities, 'any'>, blueprints: readonly string[]): MayBeGone =>
  (resources, part) =>
    blueprints.some((blueprint) => possible.any(blueprint, resources, part));

/** Lists and items that a second reading takes: something gone may be of them. */
const wantedOf = (mayBeGone: MayBeGone): Wanted => ({
  list(list, parent) {
    const part = partUnder(list, parent);
    if (!isHelper(list.source)) return mayBeGone(resourcesUnder(list), part);
    // A helper list has the items that its parent stands for, and no others.
    const own = list.readers.flatMap(({ resources }) => resources);
    const ids = list.source.under?.standsFor?.(parent.item) ?? [parent.item.id];
    return (
      list.children.some((child) => mayBeGone(resourcesUnder(child), part)) ||
      ids.some((id) => mayBeGone(own, { parents: [{ list: ITEM, id: `${id}` }, ...part.parents] }))
    );
  },
  item: ({ kind, resources }, list, node) =>
    mayBeGone(resources, partOfItem(partUnder(list, node.parent), node, kind.id)),
});

/** The events of a second reading. `found`: what was mapped. */
function eventsOf(
  { mapper, kinds, signal, problem }: SecondLookOptions,
  found: (resource: Resource, mapped: readonly MappedItem[]) => void,
  mappedAgain: Pick<MappedAgain, 'add'>,
  unseen: Unseen[],
): ReadEvents {
  const incomplete: ReadEvents['incomplete'] = (resources, error, part) => {
    if (isOwnMistake(error)) problem([...new Set(resources.map(({ kind }) => kind))].join(', '), error);
    const reason = `its lists could not be read a second time: ${messageOf(error)}`;
    unseen.push({ resources, part, reason });
  };
  return {
    async deliver(resource, items) {
      const mapped = await mapper.map(resource, items, signal);
      mappedAgain.add(resource, mapped, items);
      found(resource, mapped);
    },
    async deliverPartial(resource, items, parts) {
      const identified = await mapper.identify(resource, items, signal);
      const key = kinds.get(resource.kind)?.id;
      for (const [i, item] of items.entries())
        if (!identified[i]?.outcomes.every(({ result }) => result !== 'failed'))
          incomplete([resource], item.error ?? NOT_SHOWN, partOfItem(parts[i] ?? { parents: [] }, item, key));
      found(
        resource,
        identified.filter((mapped) => mapped !== undefined),
      );
    },
    incomplete,
    doubtful(resources, { what, isWhole }, part) {
      if (!isWhole) unseen.push({ resources, part, reason: what });
    },
    note() {},
    warn() {},
    listCompleted() {},
  };
}

/** Tells how many entities are looked for once more. */
function tellBegin(log: Log, gone: Gone, blueprints: readonly string[]): void {
  const count = blueprints.reduce((sum, blueprint) => sum + (gone.get(blueprint)?.length ?? 0), 0);
  log.info(
    `${counted(count, 'entity', 'entities')} of ${listed(blueprints)} ${count === 1 ? 'is' : 'are'} in no list: the lists that may have had ${count === 1 ? 'it' : 'them'} are read again.`,
  );
}
