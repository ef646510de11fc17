import type { KindDefinition } from '../../kinds/types.ts';
import type { Counters } from '../../report/counters/counters.ts';
import { resourceName } from '../../report/words/words.ts';
import { canWrite, type MappingTarget } from '../catalog/mapping-target.ts';
import { carrierOf } from '../reconcile/attribution.ts';
import type { Candidate } from './candidates.ts';

export interface OnlySourceOptions {
  targets: readonly MappingTarget[];
  kinds: ReadonlyMap<string, KindDefinition>;
  counters: Pick<Counters, 'unread'>;
}

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/**
 * The reason why a candidate may have come from another resource than the one whose item is gone. Undefined where it
 * cannot.
 */
export function otherSourceOf(candidate: Candidate, options: OnlySourceOptions): string | undefined {
  const { blueprint, resource, mapping } = candidate;
  const writing = options.targets.filter((target) => canWrite(target, blueprint));
  const own = writing.find(
    (target) => target.resource === resource && target.mapping === resource.entities[mapping],
  );
  if (!own) return 'the mapping does not say so any more';
  for (const target of writing) {
    const { parts, anything } = options.counters.unread(target.resource);
    if (anything || parts.length > 0)
      return `${resourceName(target.resource)}, which can make it, could not be read in full`;
    if (target !== own && !isOfTheSame(target, own, candidate, options))
      return `${resourceName(target.resource)} can make entities of this blueprint, too`;
  }
  return undefined;
}

/** Whether what another target makes under this identifier is of the same item, or of what was below it and is gone. */
function isOfTheSame(
  target: MappingTarget,
  own: MappingTarget,
  { identifier, why }: Candidate,
  { kinds }: OnlySourceOptions,
): boolean {
  const kind = kinds.get(own.resource.kind);
  if (target.resource.kind === own.resource.kind)
    return (
      target.mapping.identifier === own.mapping.identifier &&
      target.resource.itemsToParse?.expression === own.resource.itemsToParse?.expression
    );
  if (why !== 'deleted' || !kind?.onlyUnder || !GUID.test(identifier)) return false;
  const list = kind.source(own.resource.options);
  const name = [list].flat()[0]?.key.split('{', 1)[0] ?? '';
  return carrierOf(target, kinds.get(target.resource.kind), name).identifier;
}
