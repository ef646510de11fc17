import type { AzureDevOps } from '../../azure-devops/types.ts';
import type { RepositoryNode } from '../parents.ts';
import { isEnabled, repositories } from '../sources/repositories.ts';
import { pageOf } from '../support/pages.ts';
import { comparedPaths, MOST_PATHS } from './compared-paths.ts';
import { type Changed, type ChangeFeed, inRepository, type RepositoryPlace } from './feed.ts';
import { type Move, movesSince } from './repository-moves.ts';

/** Pushes to each repository: the branches that they moved, and the paths that they changed on the default branch. */
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
      const refs = await movesSince(repository, asked.since, context);
      if (refs.size === 0) return;
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

/** The paths that a move changed, with the folders above. The whole repository where they are not known. */
export async function changedPaths(
  repository: RepositoryPlace,
  move: Move,
  kinds: ReadonlySet<string>,
  devops: AzureDevOps,
): Promise<Changed[]> {
  const paths = await comparedPaths(repository, move, devops);
  return (paths && pathsOf(repository, paths, kinds)) ?? [inRepository(repository)];
}

/** Paths as changed items, with the folders above. Undefined where there are too many folders. */
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
      if (folders.size > MOST_PATHS) return undefined;
    }
  return folders;
}
