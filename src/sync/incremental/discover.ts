import type { Changed, ChangeFeed } from '../../kinds/changes/feed.ts';
import { sightOf } from '../../kinds/changes/sight.ts';
import type { ItemPath } from '../../kinds/item-selection.ts';
import type { ReadScope } from '../../kinds/read-scope.ts';
import type { KindDefinition, RawItem, Source } from '../../kinds/types.ts';
import type { Mapper, Mapping, Resource } from '../../mapping/types.ts';
import type { Settings } from '../../settings/types.ts';
import type { SyncContext } from '../context.ts';
import { readOrganisations } from '../read/read-organisations.ts';
import { planReads } from '../read/read-plan.ts';
import { createDigest, type Digest, NO_DIGEST } from './digest.ts';

/** All that changed since the cursors. */
export interface Found {
  /** The changed items of each feed. */
  feeds: FoundOfFeed[];
  /** The resources whose lists were read in full, and the digest of their entities and of the limits of deletions. */
  lists: { resources: readonly Resource[]; digest: Date; isWhole: boolean };
  /** The digest of what is in sight. Undefined where it is not known. */
  sight: Date | undefined;
  /** Whether anything was read: an item, or a list in full. */
  isAnyRead: boolean;
  /** Errors of reading, each with its feed or resource. */
  failures: { of: string; error: unknown }[];
}

export interface FoundOfFeed {
  feed: ChangeFeed;
  paths: ItemPath[];
  /** Items of whose changes no time tells. */
  standing: ItemPath[];
  /** The digest of these items. */
  digest: Digest;
  /** Whether its lists were read in full. */
  isWhole: boolean;
}

type Limits = Pick<Settings, 'deletions' | 'maxDeletions'>;

export interface DiscoverOptions {
  context: Pick<SyncContext, 'organisations' | 'kinds' | 'log'>;
  scope: ReadScope;
  mapping: Mapping;
  mapper: Pick<Mapper, 'map'>;
  feeds: readonly ChangeFeed[];
  /** The resources whose lists are read in full. */
  short: readonly Resource[];
  /** The limits of deletions. Where they are other ones, what the lists lack is looked at again. */
  limits: Limits;
  /**
   * The last full sync, as text. After another one all is looked at again, since it may have written what was taken
   * back after it.
   */
  lastFull: string;
  since(feed: ChangeFeed): Date;
  now: Date;
  parallel: number;
  signal: AbortSignal;
}

/** Reads feeds and short lists in one walk over the tree, so that projects and repositories are read once. */
export async function discover(options: DiscoverOptions): Promise<Found> {
  const { context, mapping, mapper, short, limits, lastFull, signal } = options;
  const reading = feedResources(options);
  const sight = sightResource(options, reading.length);
  const found = nothingFound(options);
  const digest = createDigest(lastFull);
  digest.add(JSON.stringify([limits.deletions, limits.maxDeletions]));
  const inSight = createDigest();
  let isSightWhole = true;
  const made = [...reading, sight];
  const kinds = new Map([...context.kinds, ...made.map(({ kind }) => [kind.name, kind] as const)]);
  const plan = planReads({ ...mapping, resources: [...short, ...made.map((one) => one.resource)] }, kinds);
  const failed = (resource: Resource, error: unknown) => {
    if (resource === sight.resource) {
      isSightWhole = false;
      return;
    }
    const at = reading.findIndex((one) => one.resource === resource);
    const feed = found.feeds[at];
    if (feed) feed.isWhole = false;
    else found.lists.isWhole = false;
    found.failures.push({ of: feed?.feed.name ?? `${resource.kind}-${resource.index}`, error });
  };
  const { organisations } = context;
  await readOrganisations({ ...options, organisations }, plan, ({ organisation }) => ({
    async deliver(resource, items) {
      found.isAnyRead = true;
      if (resource === sight.resource) {
        for (const { id } of items) inSight.add(String(id));
        return;
      }
      const at = reading.findIndex((one) => one.resource === resource);
      const feed = found.feeds[at];
      if (feed) return collect(feed, organisation.name, items);
      for (const mapped of await mapper.map(resource, items, signal))
        digest.add(JSON.stringify([resource.index, mapped]));
    },
    async deliverPartial(resource, items) {
      for (const { error } of items) failed(resource, error);
    },
    incomplete(resources, error) {
      for (const resource of resources) failed(resource, error);
    },
    note: (reason) => context.log.debug(reason),
    warn: (message) => context.log.debug(message),
    listCompleted() {},
  }));
  found.lists.digest = digest.time;
  if (isSightWhole) found.sight = inSight.time;
  const areListsRead = short.length > 0 && found.lists.isWhole;
  found.isAnyRead ||= isSightWhole || areListsRead || found.feeds.some(({ isWhole }) => isWhole);
  return found;
}

const nothingFound = ({ feeds, short, lastFull }: DiscoverOptions): Found => ({
  feeds: feeds.map((feed) => ({
    feed,
    paths: [],
    standing: [],
    digest: createDigest(lastFull),
    isWhole: true,
  })),
  lists: { resources: short, digest: NO_DIGEST, isWhole: true },
  sight: undefined,
  isAnyRead: false,
  failures: [],
});

function collect(feed: FoundOfFeed, organisation: string, items: readonly RawItem[]): void {
  for (const { steps, alone, standing } of items as unknown as readonly Changed[]) {
    const path: ItemPath = { organisation, steps, ...(alone && { alone }) };
    if (standing === undefined) feed.paths.push(path);
    else {
      feed.standing.push(path);
      feed.digest.add(standing);
    }
  }
}

/** A list in the form of a kind and a resource, so that it is read as any list is. */
interface Reading {
  kind: KindDefinition;
  resource: Resource;
}

const feedResources = ({ feeds, mapping, since }: DiscoverOptions): (Reading & { feed: ChangeFeed })[] => {
  const kinds = kindsIn(mapping);
  return feeds.map((feed, i) => {
    const options = mapping.resources
      .filter(({ kind }) => feed.kinds.includes(kind))
      .map((resource) => resource.options);
    const source = feed.source({ since: since(feed), kinds, options });
    return { feed, ...readingOf(feed.name, source, mapping.resources.length + i) };
  });
};

const sightResource = ({ mapping }: DiscoverOptions, feeds: number): Reading =>
  readingOf('what is in sight', sightOf(mapping.resources), mapping.resources.length + feeds);

const kindsIn = ({ resources }: Mapping): Set<string> => new Set(resources.map(({ kind }) => kind));

function readingOf(what: string, source: Source | readonly Source[], index: number): Reading {
  const name = `changes: ${what}`;
  const scope = [source].flat()[0]?.scope ?? 'Project and Team (read)';
  return {
    kind: {
      name,
      summary: what,
      scope,
      options: {},
      docs: { requests: '', fields: {} },
      source: () => source,
    },
    resource: { index, kind: name, query: 'true', options: {}, entities: [] },
  };
}
