import { path } from '../../azure-devops/path.ts';
import { aFilledListOf, aNumber, anObject, aText } from '../../azure-devops/shape.ts';
import { collect } from '../support/pages.ts';
import type { ReadContext } from '../types.ts';
import type { RepositoryPlace } from './feed.ts';

/** A move of a branch from one commit to another. */
export interface Move {
  from: string;
  to: string;
}

interface Push {
  pushId: number;
  refUpdates: { name: string; oldObjectId: string; newObjectId: string }[];
}

/** Every push moves a branch or a tag. An answer that does not say which tells of no change for certain. */
const REF_UPDATES = aFilledListOf(anObject({ name: aText, oldObjectId: aText, newObjectId: aText }));

/** The move of each branch over all pushes since a time, in whatever order they are listed. */
export async function movesSince(
  { item, parent }: RepositoryPlace,
  since: Date,
  { devops }: Pick<ReadContext, 'devops'>,
): Promise<Map<string, Move>> {
  const pushes = await collect(
    devops.pages<Push>(
      {
        path: path`${parent.item.id}/_apis/git/repositories/${item.id}/pushes`,
        query: {
          'searchCriteria.fromDate': since.toISOString(),
          'searchCriteria.includeRefUpdates': true,
        },
        key: { pushId: aNumber },
        has: { refUpdates: REF_UPDATES },
        what: `the pushes of repository "${item.name}"`,
      },
      { style: 'skip', size: 1000 },
    ),
  );
  const moves = new Map<string, Move>();
  for (const { refUpdates } of pushes.toSorted((a, b) => a.pushId - b.pushId))
    for (const { name, oldObjectId, newObjectId } of refUpdates) {
      if (!name.startsWith('refs/heads/')) continue;
      moves.set(name, { from: moves.get(name)?.from ?? oldObjectId, to: newObjectId });
    }
  return moves;
}
