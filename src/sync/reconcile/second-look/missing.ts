import { getOrCreate } from '../../../lib/collections/get-or-create.ts';
import { withGuidsInOneCase } from '../attribution.ts';
import type { Gone, Held } from '../held.ts';

/** Entities that are looked for, of which those that may not go are taken out. */
export interface Missing {
  /** Blueprints of which something is looked for. */
  readonly blueprints: readonly string[];
  readonly held: Held[];
  of(blueprint: string): ReadonlySet<string>;
  /** Whether the entity was looked for until now. */
  hold(blueprint: string, identifier: string, reason: string): boolean;
  /**
   * The same for an identifier that was made anew: its GUIDs may be in another case, unless the first reading made
   * this one, too.
   */
  found(blueprint: string, identifier: string, reason: string): boolean;
}

/** `isMade`: whether the first reading made an entity. */
export function createMissing(
  gone: Gone,
  isMade: (blueprint: string, identifier: string) => boolean,
): Missing {
  const left = new Map([...gone].map(([blueprint, identifiers]) => [blueprint, new Set(identifiers)]));
  const alike = new Map<string, string[]>();
  for (const [blueprint, identifiers] of gone)
    for (const one of identifiers)
      getOrCreate(alike, `${blueprint} ${withGuidsInOneCase(one)}`, () => []).push(one);
  const held: Held[] = [];
  const hold: Missing['hold'] = (blueprint, identifier, reason) => {
    const isNew = left.get(blueprint)?.delete(identifier) ?? false;
    if (isNew) held.push({ blueprint, identifier, reason });
    return isNew;
  };
  return {
    blueprints: [...left.keys()].filter((blueprint) => left.get(blueprint)?.size),
    held,
    of: (blueprint) => left.get(blueprint) ?? new Set(),
    hold,
    found(blueprint, identifier, reason) {
      if (isMade(blueprint, identifier)) return hold(blueprint, identifier, reason);
      const same = alike.get(`${blueprint} ${withGuidsInOneCase(identifier)}`) ?? [];
      return same.filter((one) => hold(blueprint, one, reason)).length > 0;
    },
  };
}
