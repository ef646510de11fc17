import type { Blueprint } from '../../src/port/types.ts';
import type { Random } from '../emulators/kit/random.ts';
import type { PortEmulator } from '../emulators/port/types.ts';
import { isOwned, strangers } from './catalog.ts';
import { keyOf, type Snapshot } from './snapshot.ts';

/** Writes of others in the catalog while a run is at work. */
export interface Others {
  /** Writes to one of the integration's entities, which makes it theirs, or takes one away. */
  act(): void;
  removeBlueprint(): void;
  /** Called after the run: blueprints are there again, without their entities. */
  leave(): void;
  /** Keys of what they took over in this run, and of all that they touched. */
  taken(): ReadonlySet<string>;
  touched(key: string): boolean;
  /** Called before a run with the right catalog, so that others touch some of the entities that are gone. */
  forget(right: Snapshot | undefined): void;
}

/** Blueprints on which nothing depends. */
const LEAVES = ['lane', 'pullRequest', 'team', 'build', 'item'];

export function createOthers(port: PortEmulator, random: Random): Others {
  const taken = new Set<string>();
  const removed = new Set<string>();
  let without: Blueprint | undefined;
  let lost: string | undefined;
  let right: Snapshot | undefined;
  return {
    act() {
      const all = port.entities().filter((entity) => isOwned(entity) && LEAVES.includes(entity.blueprint));
      const gone = all.filter((entity) => !right?.has(keyOf(entity)));
      if (all.length === 0) return;
      const { blueprint, identifier } = random.pick(gone.length > 0 && random.chance(0.7) ? gone : all);
      if (random.chance(0.7)) {
        port.edit(blueprint, identifier, { title: 'Mine now' }, strangers.person);
        taken.add(keyOf({ blueprint, identifier }));
      } else {
        port.remove(blueprint, [identifier]);
        taken.delete(keyOf({ blueprint, identifier }));
        removed.add(keyOf({ blueprint, identifier }));
      }
    },
    removeBlueprint() {
      lost = random.pick(LEAVES.slice(0, 3));
      without = port.blueprints.get(lost);
      port.remove(
        lost,
        port.entities(lost).map(({ identifier }) => identifier),
      );
      (port.blueprints as Map<string, Blueprint>).delete(lost);
      for (const key of taken) if (key.startsWith(`${lost}/`)) taken.delete(key);
    },
    leave() {
      if (without) port.seedBlueprints([without]);
      without = undefined;
    },
    taken: () => taken,
    touched: (key) =>
      taken.has(key) || removed.has(key) || (lost !== undefined && key.startsWith(`${lost}/`)),
    forget(version) {
      right = version;
      taken.clear();
      removed.clear();
      lost = undefined;
    },
  };
}
