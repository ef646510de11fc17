import { getOrCreate } from '../../lib/collections/get-or-create.ts';

/** The reason why an entity stays. */
export interface Reason {
  reason: string;
  /** The remedy, where it does not end by itself. */
  remedy?: string;
}

/** A reason in words alone, or with what ends it. */
export const asReason = (reason: string | Reason): Reason =>
  typeof reason === 'string' ? { reason } : reason;

/** An entity that is held back: it is not deleted, for this reason. */
export interface Held extends Reason {
  blueprint: string;
  identifier: string;
  /** The reason in the words of this entity alone; `reason` is that of all that are held back so. */
  detail?: string;
}

/** Identifiers of entities that no list of the run has, by blueprint. */
export type Gone = ReadonlyMap<string, readonly string[]>;

/** A gone entity of a project that the user left out. */
export interface Leaving {
  blueprint: string;
  identifier: string;
  /** The project's id. */
  project: string;
}

/** Owned entities that may be deleted, by blueprint. */
export type Candidates = Map<string, Set<string>>;

export function groupByBlueprint(
  entities: readonly Pick<Held, 'blueprint' | 'identifier'>[],
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { blueprint, identifier } of entities) getOrCreate(groups, blueprint, () => []).push(identifier);
  return groups;
}
