import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { ReadScope } from '../../kinds/read-scope.ts';
import type { ChosenProjects } from '../../kinds/sources/projects.ts';
import type { DoubtfulList, KindDefinition, Node, PartialItem, RawItem } from '../../kinds/types.ts';
import { messageOf } from '../../lib/errors.ts';
import type { MappedItem, Mapper, Mapping, Resource } from '../../mapping/types.ts';
import type { Counters } from '../../report/counters/counters.ts';
import { placed } from '../../report/problems/problem-list.ts';
import type { OrganisationReport } from '../../report/report.ts';
import type { UnreadPart } from '../../report/unread.ts';
import type { Loader } from '../load/loader.ts';
import { readLists } from './read-lists.ts';
import { type ListPlan, resourcesUnder } from './read-plan.ts';
import { partOfItem } from './unread-part.ts';

/** An organisation with the lists to be read of it. */
export interface OrganisationLists {
  devops: AzureDevOps;
  /** The client to read with. It replays the probe's answers before it sends requests. */
  replayed: AzureDevOps;
  lists: readonly ListPlan[];
  /** Lists that the credential may not read. */
  refused: ReadonlyMap<ListPlan, Error>;
  report: OrganisationReport;
}

export interface FlowOptions {
  mapping: Mapping;
  organisations: readonly OrganisationLists[];
  scope: ReadScope;
  mapper: Mapper;
  kinds: ReadonlyMap<string, KindDefinition>;
  /** Resolves when entities may be written. Nothing is mapped before. */
  loader: Promise<Loader>;
  counters: Counters;
  /** A page of any list has been read. */
  onRead(): void;
  /** All lists have been read or given up. */
  onAllRead(): void;
  onNodes(sourceKey: string, organisation: AzureDevOps, nodes: readonly Node[]): void;
  /** A list was read to its end under a parent. */
  onListRead(list: ListPlan, organisation: AzureDevOps, parent: Node, items: number): void;
  onChosen(organisation: AzureDevOps, projects: ChosenProjects): void;
  onDoubtful(resources: readonly Resource[], list: DoubtfulList, part: UnreadPart): void;
  onItems(resource: Resource, items: readonly RawItem[]): void;
  onFinished(resource: Resource): void;
  elapsed(): number;
  now: Date;
  parallel: number;
  signal: AbortSignal;
}

const NO_PART: UnreadPart = { parents: [] };

/** Reads, maps and loads all organisations at once. A step that is behind holds back the step before it. */
export async function runFlow(options: FlowOptions): Promise<void> {
  const { counters, signal, organisations, mapping } = options;
  const finishing = createFinishing(options);
  await Promise.all(
    organisations.map(({ devops, replayed, lists, refused, report }, index) => {
      // Messages name the organisation where there are several.
      const place = organisations.length > 1 ? devops.organisation.name : undefined;
      const projects = counters.projects.of(devops.organisation.name);
      return readLists(
        lists,
        {
          devops: replayed,
          refused,
          index,
          scope: options.scope,
          now: options.now,
          parallel: options.parallel,
          signal,
        },
        {
          async deliver(resource, items, ordinals, ids) {
            projects.countMapped(await deliver(options, resource, items, ordinals), ids);
          },
          deliverPartial(resource, items, parts) {
            projects.countPartial(parts);
            return deliverPartial(options, resource, items, parts, place);
          },
          listCompleted: finishing.listCompleted,
          incomplete(resources, error, part) {
            report.complete = false;
            report.reason ??= messageOf(error);
            counters.markIncomplete(resources, error, part, place);
            projects.markIncomplete([...new Set(resources.map(({ kind }) => kind))], part);
          },
          gone(resources, part) {
            for (const resource of resources) counters.countNotShown(resource, part);
          },
          note: counters.note,
          warn: (message) => counters.warn(placed(place, message)),
          chosen: (projects) => options.onChosen(devops, projects),
          doubtful: options.onDoubtful,
          listRead: (list, parent, items) => options.onListRead(list, devops, parent, items),
          seen(sourceKey, nodes) {
            options.onRead();
            if (sourceKey === 'projects') projects.seen(nodes.map(({ item }) => item));
            options.onNodes(sourceKey, devops, nodes);
          },
        },
      );
    }),
  );
  signal.throwIfAborted();
  options.onAllRead();
  const loader = await options.loader;
  await Promise.all(mapping.resources.map(finishing.finished));
  await loader.retryMissingRelations();
}

/** Maps items and hands their entities to the loader. Resolves with what they were mapped to. */
async function deliver(
  { counters, mapper, signal, ...options }: FlowOptions,
  resource: Resource,
  items: RawItem[],
  ordinals: number[],
): Promise<readonly MappedItem[]> {
  const report = counters.reportOf(resource);
  if (report.rawItems === 0) report.startedSeconds = options.elapsed();
  options.onItems(resource, items);
  const loader = await options.loader;
  const mapped = await mapper.map(resource, items, signal);
  counters.countMapped(resource, mapped, items);
  await loader.accept(resource, mapped, ordinals);
  return mapped;
}

/** Identifies the entities of partial items, which the loader leaves as they are. */
async function deliverPartial(
  { counters, mapper, signal, kinds, ...options }: FlowOptions,
  resource: Resource,
  items: readonly PartialItem[],
  parts: readonly UnreadPart[],
  place: string | undefined,
): Promise<void> {
  const loader = await options.loader;
  const identified = await mapper.identify(resource, items, signal);
  counters.countPartial(resource, items, place);
  const key = kinds.get(resource.kind)?.id;
  for (const [i, item] of items.entries()) {
    const mapped = identified[i];
    if (mapped?.outcomes.every(({ result }) => result !== 'failed')) continue;
    const part = partOfItem(parts[i] ?? NO_PART, item, key);
    if (item.error === undefined) counters.countNotShown(resource, part);
    else counters.markIncomplete([resource], item.error, part, place);
  }
  loader.acceptPartial(identified.filter((mapped) => mapped !== undefined));
}

interface Finishing {
  listCompleted(list: ListPlan): void;
  /** Resolves when the loader has finished the resource. Rejects with what prevented it. */
  finished(resource: Resource): Promise<void>;
}

/** Finishes each resource as soon as no list of any organisation can bring more items of it. */
function createFinishing(options: FlowOptions): Finishing {
  const { organisations, mapping, counters } = options;
  const finish = async (resource: Resource): Promise<void> => {
    const loader = await options.loader;
    await loader.finish(resource);
    counters.reportOf(resource).finishedSeconds = options.elapsed();
    options.onFinished(resource);
  };
  const finishing = new Map<Resource, Promise<void>>();
  const begin = (resource: Resource): void => {
    const finished = finish(resource);
    // `finished` below throws the failure.
    finished.catch(() => {});
    finishing.set(resource, finished);
  };

  /** Number of lists that can still bring items of a resource, over all organisations. */
  const open = new Map<Resource, number>();
  for (const { lists } of organisations)
    for (const resource of lists.flatMap(resourcesUnder)) open.set(resource, (open.get(resource) ?? 0) + 1);
  // A resource without lists is finished at once: later resources that write the same blueprint wait for it.
  for (const resource of mapping.resources) if (!open.has(resource)) begin(resource);

  return {
    listCompleted({ readers }) {
      for (const resource of readers.flatMap(({ resources }) => resources)) {
        const others = (open.get(resource) ?? 1) - 1;
        open.set(resource, others);
        if (others === 0) begin(resource);
      }
    },
    finished: (resource) => finishing.get(resource) ?? finish(resource),
  };
}
