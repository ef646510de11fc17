import { messageOf } from '../../../lib/errors.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Gone, Held } from '../held.ts';

/** Deletions of one blueprint that need no second look, whatever their share. */
const A_FEW = 10;

export interface SecondLookOptions {
  catalog: Pick<Catalog, 'indexOf'>;
  /** Reads the lists of these blueprints once more: which of the entities are in them after all, or may be. */
  lookAgain(gone: Gone): Promise<readonly Held[]>;
  problem(subject: string, error: unknown, example?: string): void;
  signal: AbortSignal;
}

/**
 * Reads the lists of a blueprint once more before it loses more than half of what is owned of it. Returns what the two
 * readings disagree on. A list that is shorter than it should be, and agrees with itself, shows in no other way.
 * `missing`: number of entities that were not found, with those that were held back since for what answers since then say.
 * Doubts about some are no reason to believe the rest.
 */
export async function secondLook(
  candidates: ReadonlyMap<string, ReadonlySet<string>>,
  missing: ReadonlyMap<string, number>,
  leftAlone: readonly Pick<Held, 'blueprint'>[],
  { catalog, lookAgain, problem, signal }: SecondLookOptions,
): Promise<readonly Held[]> {
  const losing = new Map<string, string[]>();
  const ownedOfPart = (blueprint: string) =>
    ownedOf(catalog, blueprint) - leftAlone.filter((one) => one.blueprint === blueprint).length;
  for (const [blueprint, gone] of candidates) {
    const count = missing.get(blueprint) ?? 0;
    if (gone.size > 0 && count > A_FEW && count > ownedOfPart(blueprint) / 2)
      losing.set(blueprint, [...gone]);
  }
  if (losing.size === 0) return [];
  try {
    return await lookAgain(losing);
  } catch (error) {
    signal.throwIfAborted();
    problem('deletions', error);
    const reason = `most of this blueprint would go, and its lists could not be read a second time: ${messageOf(error)}`;
    return [...losing].flatMap(([blueprint, gone]) =>
      gone.map((identifier) => ({ blueprint, identifier, reason })),
    );
  }
}

function ownedOf(catalog: Pick<Catalog, 'indexOf'>, blueprint: string): number {
  const entities = catalog.indexOf(blueprint);
  let owned = 0;
  for (let slot = 0; slot < (entities?.size ?? 0); slot++) if (entities?.owned(slot)) owned += 1;
  return owned;
}
