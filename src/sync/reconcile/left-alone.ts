import type { KindDefinition } from '../../kinds/types.ts';
import { canWrite, type MappingTarget } from '../catalog/mapping-target.ts';
import { type Attributed, type Carrier, carrierOf, guidsIn } from './attribution.ts';

/** The projects of a run of some projects alone, by id. */
export interface CoveredProjects {
  covers(id: string): boolean;
  /** Listed, and not covered. */
  isOther(id: string): boolean;
}

export interface LeftAloneOptions {
  targets: readonly MappingTarget[];
  kinds: ReadonlyMap<string, KindDefinition>;
  /** Undefined where all projects are read. */
  covered: CoveredProjects | undefined;
  relationsOf(blueprint: string, identifiers: readonly string[]): AsyncIterable<Attributed[]>;
}

/** Whether a run of a part leaves a blueprint alone as a whole: some resource that can write it is not of the part. */
export function isLeftAlone(blueprint: string, targets: readonly MappingTarget[]): boolean {
  const writing = targets.filter((target) => canWrite(target, blueprint));
  return writing.length === 0 || writing.some(({ resource }) => resource.leftAlone);
}

/**
 * Entities that no resource made and that a run of a part leaves alone: all that is not shown to be of the part. A
 * blueprint is of it if every resource that can write it was to be read; of some projects, an entity is if each of
 * these resources shows one of the projects in it, and none of the others.
 */
export async function leftAloneAmong(
  blueprint: string,
  gone: readonly string[],
  { targets, kinds, covered, relationsOf }: LeftAloneOptions,
): Promise<Set<string>> {
  const left = new Set(gone);
  if (isLeftAlone(blueprint, targets)) return left;
  if (!covered) return new Set();
  const carriers = targets
    .filter((target) => canWrite(target, blueprint))
    .map((target) => carrierIn(target, kinds.get(target.resource.kind)));
  const isOfPart = (entity: Attributed) =>
    carriers.every((carrier) => {
      const ids = guidsIn(carrier, entity);
      return ids.some(covered.covers) && !ids.some(covered.isOther);
    });
  for (const identifier of gone) if (isOfPart({ identifier })) left.delete(identifier);
  if (left.size > 0 && carriers.some(({ relations }) => relations.length > 0))
    for await (const page of relationsOf(blueprint, [...left]))
      for (const entity of page) if (isOfPart(entity)) left.delete(entity.identifier);
  return left;
}

/** The carrier of a target. Of a kind whose items move between projects, none shows a project for good. */
const carrierIn = (target: MappingTarget, kind: KindDefinition | undefined): Carrier =>
  kind?.moves ? { identifier: false, mayLack: false, relations: [] } : carrierOf(target, kind, 'projects');
