import { literal } from '../../mapping/literal.ts';
import type { EntityMapping, Mapping, Resource } from '../../mapping/types.ts';
import type { TargetIndex } from './entity-index.ts';

/** A mapping of a resource: the fields that it can write, and their blueprint. */
export interface MappingTarget {
  index: TargetIndex;
  resource: Resource;
  mapping: EntityMapping;
  /** Undefined if it is computed: the target can write any blueprint. */
  blueprint: string | undefined;
  /** The identifier is a search query: Port finds the entity, this run never knows it as its own. */
  searchesIdentifier: boolean;
  /** A relation or team is a search query: what Port makes of it cannot be compared. */
  searches: boolean;
  /**
   * Set where its entities are not written: without what does not compile they would replace the whole entity in Port.
   */
  withheld: boolean;
  /** Writing one of its entities replaces the whole entity in Port. */
  replaces: boolean;
  /** Targets that can write the same field of the same blueprint: what they write, this one no longer knows. */
  conflicts: TargetIndex[];
}

export function planTargets(mapping: Mapping): MappingTarget[] {
  const targets = mapping.resources.flatMap((resource) =>
    resource.entities.map(
      (entity): Omit<MappingTarget, 'index'> => ({
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
  const plans = targets.map((target, i): MappingTarget => ({ index: i, ...target }));
  for (const a of plans)
    a.conflicts = plans
      .filter((b) => b !== a && canMeet(a, b) && (!mapping.enableMergeEntity || shareField(a, b)))
      .map((b) => b.index);
  // An earlier target of the same entities would replace them, and none that is withheld would complete them.
  for (const { index, conflicts } of plans.filter(({ withheld }) => withheld))
    for (const other of conflicts) if (other < index) (plans[other] as MappingTarget).withheld = true;
  return plans;
}

/**
 * Targets of a run over single items. Without merging, an entity that resources of other kinds write as well would lose
 * what they have to say: those are left to the full sync, which reads all of them.
 */
export function planItemTargets(mapping: Mapping): MappingTarget[] {
  const targets = planTargets(mapping);
  if (mapping.enableMergeEntity) return targets;
  for (const target of targets)
    if (target.conflicts.some((other) => targets[other]?.resource.kind !== target.resource.kind))
      target.withheld = true;
  return targets;
}

/** Resources (by index), each with the earlier ones that must have been loaded before it. */
export function loadOrder(mapping: Mapping, targets: readonly MappingTarget[]): number[][] {
  const inOrder = !mapping.enableMergeEntity || !mapping.createMissingRelatedEntities;
  return mapping.resources.map(({ index }) => {
    if (inOrder) return index > 0 ? [index - 1] : [];
    const conflicting = targets
      .filter((f) => f.resource.index === index)
      .flatMap((f) => f.conflicts.map((c) => targets[c]?.resource.index ?? -1));
    return [...new Set(conflicting)].filter((earlier) => earlier >= 0 && earlier < index);
  });
}

export const canWrite = (target: MappingTarget, blueprint: string): boolean =>
  target.blueprint === undefined || target.blueprint === blueprint;

const canMeet = (a: MappingTarget, b: MappingTarget) =>
  a.blueprint === undefined || b.blueprint === undefined || a.blueprint === b.blueprint;

const shareField = (a: MappingTarget, b: MappingTarget) => {
  const written = new Set(fields(a.mapping));
  return fields(b.mapping).some((field) => written.has(field));
};

const fields = (mapping: EntityMapping): string[] => [
  ...(['title', 'icon', 'team'] as const).filter((key) => mapping[key] !== undefined),
  ...Object.keys(mapping.properties ?? {}).map((key) => `properties.${key}`),
  ...Object.keys(mapping.relations ?? {}).map((key) => `relations.${key}`),
];
