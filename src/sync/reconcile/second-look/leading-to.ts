import type { Source } from '../../../kinds/types.ts';
import type { UnreadPart } from '../../../report/unread.ts';
import { isHelper } from '../../read/choices.ts';
import { listName, partUnder, textOfPart } from '../../read/unread-part.ts';
import type { Wanted } from '../../read/walk.ts';
import type { AskedPlace } from './parts-with-less.ts';

/** Lists that lead to some places, and these themselves, as far as they are wanted at all. */
export function leadingTo(places: readonly AskedPlace[], wanted: Wanted): Wanted {
  const leading = new Set<string>();
  for (const { list, place } of places) {
    let part = place.part;
    leading.add(keyOf(list.source, part));
    for (let { under: above } = list.source; above; { under: above } = above) {
      part = partAbove(above, part);
      leading.add(keyOf(above, part));
    }
  }
  return {
    ...wanted,
    list(list, parent) {
      const { source } = list;
      const part = partUnder(list, parent);
      // Such a list has the items of the one above it.
      const { under: above } = source;
      const key = above && isHelper(source) ? keyOf(above, partAbove(above, part)) : keyOf(source, part);
      return leading.has(key) && wanted.list(list, parent);
    },
  };
}

const keyOf = ({ key }: Source, part: UnreadPart): string => `${key} ${textOfPart(part)}`;

/** The part that a list is, of which an item has this part under it. */
const partAbove = ({ key }: Source, { parents }: UnreadPart): UnreadPart => ({
  parents: parents[0]?.list === listName(key) ? parents.slice(1) : parents,
});
