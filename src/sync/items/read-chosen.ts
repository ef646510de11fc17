import { isGivenUp } from '../../azure-devops/given-up.ts';
import { AzureDevOpsError } from '../../azure-devops/types.ts';
import { nameOfList } from '../../kinds/item-selection.ts';
import type { ReadScope } from '../../kinds/read-scope.ts';
import { type Node, PartialItem, type RawItem } from '../../kinds/types.ts';
import { append } from '../../lib/collections/append.ts';
import type { MappedItem, Mapper, Mapping, Resource } from '../../mapping/types.ts';
import type { Counters } from '../../report/counters/counters.ts';
import { itemName } from '../../report/words/item-name.ts';
import type { SyncContext } from '../context.ts';
import { entitiesIn } from '../load/loader.ts';
import { readOrganisations } from '../read/read-organisations.ts';
import { planReads } from '../read/read-plan.ts';
import { type Candidate, type CandidateOptions, candidatesOf, type Leaver } from './candidates.ts';
import type { Waiting } from './items-outcome.ts';

/** The chosen items that were read, mapped. */
export interface Reading {
  batches: { resource: Resource; mapped: readonly MappedItem[]; ordinals: readonly number[] }[];
  /** Entities of items of which more could not be read: they stay as they are. */
  partial: MappedItem[];
  candidates: Candidate[];
  isComplete: boolean;
  /** The error after which a client asks Azure DevOps nothing any more. */
  givenUp?: Error;
}

export interface ReadChosenOptions {
  context: Pick<SyncContext, 'organisations' | 'kinds'>;
  scope: ReadScope;
  mapping: Mapping;
  mapper: Mapper;
  counters: Counters;
  waiting: Waiting;
  now: Date;
  parallel: number;
  signal: AbortSignal;
}

/** Reads the items that the scope has chosen, and maps them. A list that fails is counted. */
export async function readChosen(options: ReadChosenOptions): Promise<Reading> {
  const { context, mapping, mapper, counters, waiting, signal } = options;
  const { organisations, kinds } = context;
  const reading: Reading = { batches: [], partial: [], candidates: [], isComplete: true };
  const leaving: CandidateOptions = {
    mapper,
    kinds,
    organisations: organisations.length,
    signal,
    waits: (reason, { kind }, item) => waiting.add(reason, `${kind} ${itemName(item)}`),
  };
  const leave = async (resource: Resource, leavers: readonly Leaver[]) => {
    append(reading.candidates, await candidatesOf(resource, leavers, leaving));
  };
  const notRead = (error: unknown) => {
    reading.isComplete = false;
    if (isGivenUp(error)) reading.givenUp ??= error;
  };
  await readOrganisations({ ...options, organisations }, planReads(mapping, kinds), () => ({
    async deliver(resource, items, ordinals) {
      const mapped = await mapper.map(resource, items, signal);
      counters.countMapped(resource, mapped, items);
      for (const { unread = [] } of entitiesIn(mapped))
        for (const { error } of unread) if (error instanceof AzureDevOpsError) notRead(error);
      reading.batches.push({ resource, mapped, ordinals });
      const isFiltered = mapped.map(({ outcomes }) => outcomes.some(({ result }) => result === 'filtered'));
      const leavers = items.filter((_, i) => isFiltered[i]).map(wholeLeaver);
      if (leavers.length > 0) await leave(resource, leavers);
    },
    async deliverPartial(resource, items) {
      const identified = await mapper.identify(resource, items, signal);
      counters.countPartial(resource, items);
      for (const item of identified) if (item) reading.partial.push(item);
      for (const { item, error } of items)
        if (error === undefined) waiting.add('Azure DevOps names it and does not show it', itemName(item));
        else notRead(error);
    },
    deliverAbsent: (resource, items, nodes) =>
      leave(
        resource,
        items.flatMap((item, i): Leaver[] => {
          const why = nodes[i]?.absent?.why;
          return why === undefined || why === 'unknown' ? [] : [{ item, why }];
        }),
      ),
    incomplete(resources, error, part) {
      notRead(error);
      counters.markIncomplete(resources, error, part);
    },
    note: counters.note,
    warn: counters.warn,
    listCompleted() {},
    absent: (list, nodes) => tellUnknown(nameOfList(list.source), nodes, waiting),
  }));
  return reading;
}

const wholeLeaver = (item: RawItem): Leaver => ({ item: new PartialItem(item), why: 'not selected' });

function tellUnknown(list: string, nodes: readonly Node[], waiting: Waiting): void {
  for (const { item, absent } of nodes)
    if (absent?.why === 'unknown')
      waiting.add(
        'its list does not have it, and nothing of Azure DevOps says that it is gone',
        `${list} ${itemName(item)}`,
      );
}
