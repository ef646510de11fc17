import { literal } from '../../mapping/literal.ts';
import type { EntityMapping, Mapping, Resource } from '../../mapping/types.ts';
import type { Feed } from './entity-index.ts';

/** One mapping of one resource: what it can write, and where. */
export interface FeedPlan {
  feed: Feed;
  resource: Resource;
  mapping: EntityMapping;
  /** Undefined where it is computed: it can feed any blueprint. */
  blueprint: string | undefined;
  /** The identifier is a search query: Port finds the entity, this run never knows it as its own. */
  searchesIdentifier: boolean;
  /** A relation or team is a search query: what Port makes of it cannot be compared. */
  searches: boolean;
  /** Its entities are not written: without what does not compile they would replace the whole entity in Port. */
  withheld: boolean;
  /** Writing one of its entities replaces the whole entity in Port. */
  replaces: boolean;
  /** Feeds that can write the same field of the same blueprint: what they write, this one no longer knows. */
  conflicts: Feed[];
}

export function planFeeds(mapping: Mapping): FeedPlan[] {
  const feeds = mapping.resources.flatMap((resource) =>
    resource.entities.map(
      (entity): Omit<FeedPlan, 'feed'> => ({
        resource,
        mapping: entity,
        blueprint: literal(entity.blueprint),
        searchesIdentifier: typeof entity.identifier !== 'string',
        searches: [entity.team, ...Object.values(entity.relations ?? {})].some((e) => typeof e === 'object'),
        withheld:
          !mapping.enableMergeEntity && (entity.omitted !== undefined || resource.leftAlone !== undefined),
        replaces: !mapping.enableMergeEntity,
        conflicts: [],
      }),
    ),
  );
  const plans = feeds.map((feed, i): FeedPlan => ({ feed: i, ...feed }));
  for (const a of plans)
    a.conflicts = plans
      .filter((b) => b !== a && canMeet(a, b) && (!mapping.enableMergeEntity || shareField(a, b)))
      .map((b) => b.feed);
  // What is written before them, and for them to complete, would be all that is left.
  for (const { feed, conflicts } of plans.filter(({ withheld }) => withheld))
    for (const other of conflicts) if (other < feed) (plans[other] as FeedPlan).withheld = true;
  return plans;
}

/** For each resource (by index) the earlier ones that must have been loaded before it. */
export function loadOrder(mapping: Mapping, feeds: readonly FeedPlan[]): number[][] {
  const inOrder = !mapping.enableMergeEntity || !mapping.createMissingRelatedEntities;
  return mapping.resources.map(({ index }) => {
    if (inOrder) return index > 0 ? [index - 1] : [];
    const conflicting = feeds
      .filter((f) => f.resource.index === index)
      .flatMap((f) => f.conflicts.map((c) => feeds[c]?.resource.index ?? -1));
    return [...new Set(conflicting)].filter((earlier) => earlier >= 0 && earlier < index);
  });
}

export const canFeed = (feed: FeedPlan, blueprint: string): boolean =>
  feed.blueprint === undefined || feed.blueprint === blueprint;

const canMeet = (a: FeedPlan, b: FeedPlan) =>
  a.blueprint === undefined || b.blueprint === undefined || a.blueprint === b.blueprint;

const shareField = (a: FeedPlan, b: FeedPlan) => {
  const written = new Set(fields(a.mapping));
  return fields(b.mapping).some((field) => written.has(field));
};

const fields = (mapping: EntityMapping): string[] => [
  ...(['title', 'icon', 'team'] as const).filter((key) => mapping[key] !== undefined),
  ...Object.keys(mapping.properties ?? {}).map((key) => `properties.${key}`),
  ...Object.keys(mapping.relations ?? {}).map((key) => `relations.${key}`),
];
