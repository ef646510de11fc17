import { path } from '../../azure-devops/path.ts';
import { aListOf, anObject, aText, orNone } from '../../azure-devops/shape.ts';
import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { RepositoryPlace } from './feed.ts';
import type { Move } from './repository-moves.ts';

const ZEROS = /^0+$/;

/** Changes in one answer to a comparison. */
const PER_ANSWER = 1000;
/** Most changes that are gone through, and most answers: with more, the whole repository is read anew. */
export const MOST_PATHS = 20_000;
const MOST_ANSWERS = 200;
/** Most characters of a path. */
const LONGEST = 4_096;

interface Comparison {
  changes: { item: { path: string }; sourceServerItem?: string | null }[];
  allChangesIncluded?: boolean | null;
}

const COMPARISON = {
  changes: aListOf(anObject({ item: anObject({ path: aText }), sourceServerItem: orNone(aText) })),
};

/**
 * The paths that differ between two commits, with both names of what was renamed. Undefined where a branch came or went,
 * where there are too many or too long paths, or where the answers do not say that they are whole.
 */
export async function comparedPaths(
  { item, parent }: RepositoryPlace,
  { from, to }: Move,
  devops: AzureDevOps,
): Promise<Set<string> | undefined> {
  if (ZEROS.test(from) || ZEROS.test(to)) return undefined;
  const paths = new Set<string>();
  let skip = 0;
  for (let answers = 0; answers < MOST_ANSWERS && skip < MOST_PATHS; answers += 1) {
    const { changes, allChangesIncluded } = await devops.get<Comparison>({
      path: path`${parent.item.id}/_apis/git/repositories/${item.id}/diffs/commits`,
      query: {
        baseVersion: from,
        baseVersionType: 'commit',
        targetVersion: to,
        targetVersionType: 'commit',
        // The common ancestor may be the default, which after a push by force lacks what that took away.
        diffCommonCommit: false,
        $top: PER_ANSWER,
        $skip: skip,
      },
      needs: COMPARISON,
      what: `what changed in repository "${item.name}"`,
    });
    const names = changes.flatMap(({ item: changed, sourceServerItem }) => [
      changed.path,
      sourceServerItem ?? '',
    ]);
    if (names.some(({ length }) => length > LONGEST)) return undefined;
    const known = paths.size;
    for (const name of names) if (name !== '') paths.add(name);
    if (allChangesIncluded === true) return paths;
    // The page has nothing new: $skip was not heeded.
    if (paths.size === known) return undefined;
    // The service may give fewer at once than are asked for.
    skip += changes.length;
  }
  return undefined;
}
