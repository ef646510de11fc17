import type { Organisation } from '../../emulators/azure-devops/index.ts';
import type { Random } from '../../emulators/kit/random.ts';
import { mutate } from '../organisation.ts';

/** Something happens to an organisation; the function says what. */
export function createChanges(organisations: readonly Organisation[], random: Random): () => string {
  /** Undo functions of changes that will be taken back. Between two looks the organisation seems to be as it was. */
  const back: (() => string)[] = [];
  const forAWhile = (): string | undefined => {
    if (back.length > 0 && random.chance(0.5)) return back.shift()?.();
    if (!random.chance(0.2)) return undefined;
    const kind = random.pick(['repository', 'pull-request'] as const);
    const places = [...random.pick(organisations).all(kind)];
    if (places.length === 0) return undefined;
    const { item, update } = random.pick(places);
    const [field, was] = 'name' in item ? ['name', item.name] : ['title', item.title];
    update({ [field as string]: `for-a-while-${random.integer(1, 999)}` });
    back.push(() => {
      update({ [field as string]: was });
      return `a ${kind} is called as before`;
    });
    return `a ${kind} is called otherwise, for a while`;
  };
  return () => forAWhile() ?? mutate(random.pick(organisations), random);
}
