import { resourceName } from '../../../report/words/words.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { MappingTarget } from '../../catalog/mapping-target.ts';
import type { Reason } from '../held.ts';

/**
 * The reason to keep all entities of a blueprint, if entities keep relations to it in Port that this run does not know:
 * the mapping of those relations does not compile, or their resource is left alone.
 */
export function untoldRelations(
  blueprint: string,
  { targets, catalog }: { targets: readonly MappingTarget[]; catalog: Catalog },
): Reason | undefined {
  const untold = targets.find((target) => relatesUntold(target, blueprint, targets, catalog));
  if (!untold) return undefined;
  const { resource } = untold;
  const relations = `what entities of ${resourceName(resource)} relate to is not known`;
  return resource.leftAlone
    ? { reason: `${relations} in a run that leaves it alone` }
    : {
        reason: `${relations} as long as a part of their mapping does not compile`,
        remedy: `Correct the expressions of ${resourceName(resource)}.`,
      };
}

/** Whether entities of a target keep relations to a blueprint in Port that the run does not know. */
function relatesUntold(
  { mapping, withheld, blueprint, resource: { leftAlone } }: MappingTarget,
  target: string,
  targets: readonly MappingTarget[],
  catalog: Catalog,
): boolean {
  const isShared = (other: MappingTarget) =>
    !other.resource.leftAlone &&
    (blueprint === undefined || other.blueprint === undefined || blueprint === other.blueprint);
  // Entities of a blueprint that is left alone as a whole stay: their relations are read from Port.
  if (leftAlone && !targets.some(isShared)) return false;
  const omitted = (mapping.omitted ?? [])
    .filter((field) => field.startsWith(RELATIONS))
    .map((field) => field.slice(RELATIONS.length));
  const untold = [...omitted, ...(withheld || leftAlone ? Object.keys(mapping.relations ?? {}) : [])];
  if (blueprint === undefined) return untold.length > 0;
  const relations = catalog.blueprint(blueprint)?.relations ?? {};
  return untold.some((name) => relations[name]?.target === target);
}

const RELATIONS = 'relations.';
