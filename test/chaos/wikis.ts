import type { Organisation } from '../emulators/azure-devops/index.ts';
import { type Random, seededRandom } from '../emulators/kit/random.ts';

/** Decisions of a seed for wikis. */
export interface DrawnWikis {
  pages: number;
  /** Pages are read with their content: of these an increment knows by the pushes to a wiki. */
  withContent: boolean;
  random: Random;
}

/** Undefined where a schedule has none. From a generator of its own: all else of a seed is as it is without. */
export function drawWikis(seed: number): DrawnWikis | undefined {
  const random = seededRandom(seed).fork('wikis');
  if (!random.chance(0.35)) return undefined;
  return { pages: random.integer(2, 5), withContent: random.chance(0.6), random };
}

/** A page is edited, added or removed. */
export function mutateWiki(organisation: Organisation, random: Random): string {
  const places = [...organisation.all('wiki-page')];
  if (places.length === 0) return 'no wiki has a page';
  const place = random.pick(places);
  const what = random.integer(0, 3);
  if (what === 0) {
    place.grow(random.integer(1, 2));
    return 'a wiki has more pages';
  }
  if (what === 1) {
    place.remove();
    return 'a page of a wiki is removed';
  }
  place.update({ content: `Text ${random.integer(1, 1e6)}` });
  return 'a page of a wiki is edited';
}
