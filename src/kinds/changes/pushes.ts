import { path } from '../../azure-devops/path.ts';
import { aListOf, aNumber, anObject, aText, orNone } from '../../azure-devops/shape.ts';
import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { RepositoryNode } from '../parents.ts';
import { isEnabled, repositories } from '../sources/repositories.ts';
import { collect, pageOf } from '../support/pages.ts';
import type { ReadContext } from '../types.ts';
import { type Changed, type ChangeFeed, inRepository, type RepositoryPlace } from './feed.ts';

interface RefUpdate {
  name: string;
  oldObjectId: string;
  newObjectId: string;
}

interface Push {
  pushId: number;
  refUpdates?: RefUpdate[] | null;
}

/** Pushes of each repository: the branches that they moved, and what changed on the default branch over all of them. */
export const pushChanges: ChangeFeed = {
  name: 'pushes',
  cursor: 'pull-request',
  kinds: ['branch', 'file', 'folder', 'repository'],
  source: (asked) => ({
    key: 'pushes',
    under: repositories,
    scope: 'Code (read)',
    applies: isEnabled,
    async *read(repository: RepositoryNode, context) {
      const pushes = await pushesOf(repository, asked.since, context);
      if (pushes.length === 0) return;
      const refs = movesIn(pushes);
      yield pageOf([
        { ...inRepository(repository), alone: true },
        ...(asked.kinds.has('branch')
          ? [...refs.keys()].map((name) => inRepository(repository, { list: 'branches', id: name }))
          : []),
      ]);
      const moved = refs.get(repository.item.defaultBranch ?? '');
      if (moved && (asked.kinds.has('file') || asked.kinds.has('folder')))
        yield pageOf(await changedPaths(repository, moved, asked.kinds, context.devops));
    },
  }),
};

const REF_UPDATE = anObject({ name: aText, oldObjectId: aText, newObjectId: aText });

const pushesOf = ({ item, parent }: RepositoryNode, since: Date, { devops }: ReadContext): Promise<Push[]> =>
  collect(
    devops.pages<Push>(
      {
        path: path`${parent.item.id}/_apis/git/repositories/${item.id}/pushes`,
        query: {
          'searchCriteria.fromDate': since.toISOString(),
          'searchCriteria.includeRefUpdates': true,
        },
        key: { pushId: aNumber },
        has: { refUpdates: orNone(aListOf(REF_UPDATE)) },
        what: `the pushes of repository "${item.name}"`,
      },
      { style: 'skip', size: 1000 },
    ),
  );

/** From one commit of a branch to another. */
export interface Move {
  from: string;
  to: string;
}

/** From where to where the pushes moved each branch, whatever order they are listed in. */
function movesIn(pushes: readonly Push[]): Map<string, Move> {
  const moves = new Map<string, Move>();
  for (const { refUpdates } of pushes.toSorted((a, b) => a.pushId - b.pushId))
    for (const { name, oldObjectId, newObjectId } of refUpdates ?? []) {
      if (!name.startsWith('refs/heads/')) continue;
      moves.set(name, { from: moves.get(name)?.from ?? oldObjectId, to: newObjectId });
    }
  return moves;
}

const ZEROS = /^0+$/;

/** Changes of a comparison that one answer gives, and that are looked at before the whole repository is read anew. */
const PER_ANSWER = 1000;
const MOST = 20_000;
/** Characters of a path. */
const LONGEST = 4_096;

interface Comparison {
  changes: { item: { path: string }; sourceServerItem?: string | null }[];
  allChangesIncluded?: boolean | null;
}

const COMPARISON = {
  changes: aListOf(anObject({ item: anObject({ path: aText }), sourceServerItem: orNone(aText) })),
};

/**
 * The paths between two commits, both names of what was renamed, and the folders above them. All of the repository where
 * one of the commits is none, there are too many or too long ones, or the answers do not say that they are all.
 */
export async function changedPaths(
  repository: RepositoryPlace,
  { from, to }: Move,
  kinds: ReadonlySet<string>,
  devops: AzureDevOps,
): Promise<Changed[]> {
  const whole = [inRepository(repository)];
  if (ZEROS.test(from) || ZEROS.test(to)) return whole;
  const { item, parent } = repository;
  const paths = new Set<string>();
  for (let skip = 0; skip < MOST; skip += PER_ANSWER) {
    const { changes, allChangesIncluded } = await devops.get<Comparison>({
      path: path`${parent.item.id}/_apis/git/repositories/${item.id}/diffs/commits`,
      query: {
        baseVersion: from,
        baseVersionType: 'commit',
        targetVersion: to,
        targetVersionType: 'commit',
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
    if (names.some(({ length }) => length > LONGEST)) break;
    for (const name of names) if (name !== '') paths.add(name);
    if (allChangesIncluded === true) return pathsOf(repository, paths, kinds) ?? whole;
    if (changes.length === 0) break;
  }
  return whole;
}

/** Undefined where they are in too many folders. */
function pathsOf(
  repository: RepositoryPlace,
  paths: ReadonlySet<string>,
  kinds: ReadonlySet<string>,
): Changed[] | undefined {
  const inList = (list: string, ids: Iterable<string>) =>
    [...ids].map((id) => inRepository(repository, { list, id }));
  const files = kinds.has('file') ? inList('files', paths) : [];
  if (!kinds.has('folder')) return files;
  const folders = foldersAbove(paths);
  return folders && [...files, ...inList('folders', new Set([...paths, ...folders]))];
}

function foldersAbove(paths: ReadonlySet<string>): Set<string> | undefined {
  const folders = new Set<string>();
  for (const one of paths)
    for (let end = one.lastIndexOf('/'); end > 0; end = one.lastIndexOf('/', end - 1)) {
      const folder = one.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
      if (folders.size > MOST) return undefined;
    }
  return folders;
}
