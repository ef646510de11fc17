import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { ReadScope } from '../../kinds/read-scope.ts';
import type { ChosenProjects } from '../../kinds/sources/projects.ts';
import type { KindDefinition, Node, PartialItem, RawItem } from '../../kinds/types.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Mapper, Mapping, Resource } from '../../mapping/types.ts';
import { placed, type Tally } from '../../report/counters.ts';
import type { OrganisationReport } from '../../report/report.ts';
import type { Loader } from '../load/loader.ts';
import { extract } from './read-lists.ts';
import { type Branch, resourcesUnder } from './read-plan.ts';
import { partOfItem, type UnreadPart } from './unread-part.ts';

/** An organisation, and what is to be read of it. */
export interface OrganisationReads {
  devops: AzureDevOps;
  /** What it is read with: has the probe's answers. */
  reading: AzureDevOps;
  branches: readonly Branch[];
  /** Lists that the credential may not read. */
  refused: ReadonlyMap<Branch, Error>;
  report: OrganisationReport;
}

export interface PipelineOptions {
  mapping: Mapping;
  organisations: readonly OrganisationReads[];
  scope: ReadScope;
  mapper: Mapper;
  kinds: ReadonlyMap<string, KindDefinition>;
  /** Resolves when entities may be written; nothing is handed on before. */
  loader: Promise<Loader>;
  tally: Tally;
  /** A list of any organisation has been read. */
  onRead(): void;
  /** All lists have been read or given up. */
  onAllRead(): void;
  onNodes(sourceKey: string, organisation: AzureDevOps, nodes: readonly Node[]): void;
  onChosen(organisation: AzureDevOps, projects: ChosenProjects): void;
  onItems(resource: Resource, items: readonly RawItem[]): void;
  onFinished(resource: Resource): void;
  elapsed(): number;
  now: Date;
  parallel: number;
  signal: AbortSignal;
}

const NOWHERE: UnreadPart = { parents: [] };

/** Extract, transform and load of all organisations at once, joined by back-pressure. */
export async function pipeline(options: PipelineOptions): Promise<void> {
  const { tally, mapper, signal } = options;

  async function deliver(resource: Resource, items: RawItem[], ordinals: number[]): Promise<void> {
    const report = tally.of(resource);
    if (report.rawItems === 0) report.startedSeconds = options.elapsed();
    options.onItems(resource, items);
    const loader = await options.loader;
    const mapped = await mapper.map(resource, items, signal);
    tally.mapped(resource, mapped, items);
    await loader.accept(resource, mapped, ordinals);
  }

  /** Items that exist, and of which no more is known: their entities stay as they are. */
  async function exist(
    resource: Resource,
    items: readonly PartialItem[],
    parts: readonly UnreadPart[],
    place: string | undefined,
  ): Promise<void> {
    const loader = await options.loader;
    const identified = await mapper.identify(resource, items, signal);
    tally.partial(resource, items, place);
    const key = options.kinds.get(resource.kind)?.id;
    for (const [i, item] of items.entries()) {
      const mapped = identified[i];
      if (mapped?.outcomes.every(({ result }) => result !== 'failed')) continue;
      const part = partOfItem(parts[i] ?? NOWHERE, item, key);
      if (item.error === undefined) tally.notShown(resource, part);
      else tally.incomplete([resource], item.error, part, place);
    }
    loader.exist(identified.filter((mapped) => mapped !== undefined));
  }

  /** Branches that still bring items of a resource, over all organisations. */
  const left = new Map<Resource, number>();
  for (const { branches } of options.organisations)
    for (const resource of branches.flatMap(resourcesUnder))
      left.set(resource, (left.get(resource) ?? 0) + 1);
  const finishing = new Map<Resource, Promise<void>>();
  async function finish(resource: Resource): Promise<void> {
    const loader = await options.loader;
    await loader.finish(resource);
    tally.of(resource).finishedSeconds = options.elapsed();
    options.onFinished(resource);
  }
  const begin = (resource: Resource): void => {
    const finished = finish(resource);
    // What stopped it is thrown below.
    finished.catch(() => {});
    finishing.set(resource, finished);
  };
  function ended({ readers }: Branch): void {
    for (const resource of readers.flatMap(({ resources }) => resources)) {
      const others = (left.get(resource) ?? 1) - 1;
      left.set(resource, others);
      if (others === 0) begin(resource);
    }
  }
  // Nothing comes of what no organisation has: others that write the same need not wait for it.
  for (const resource of options.mapping.resources) if (!left.has(resource)) begin(resource);

  /** What is told names the organisation that it is of, where there are several. */
  const placeOf = ({ organisation }: AzureDevOps) =>
    options.organisations.length > 1 ? organisation.name : undefined;
  await Promise.all(
    options.organisations.map(({ devops, reading, branches, refused, report }, index) =>
      extract(
        branches,
        {
          devops: reading,
          refused,
          index,
          scope: options.scope,
          now: options.now,
          parallel: options.parallel,
          signal,
        },
        {
          deliver,
          exist: (resource, items, parts) => exist(resource, items, parts, placeOf(devops)),
          ended,
          incomplete(resources, error, part) {
            report.complete = false;
            report.reason ??= messageOf(error);
            tally.incomplete(resources, error, part, placeOf(devops));
          },
          note: tally.note,
          warn: (message) => tally.warn(placed(placeOf(devops), message)),
          chosen: (projects) => options.onChosen(devops, projects),
          seen(sourceKey, nodes) {
            options.onRead();
            options.onNodes(sourceKey, devops, nodes);
          },
        },
      ),
    ),
  );
  signal.throwIfAborted();
  options.onAllRead();
  const loader = await options.loader;
  await Promise.all(options.mapping.resources.map((resource) => finishing.get(resource) ?? finish(resource)));
  await loader.finishLate();
}
