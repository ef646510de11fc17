import { malformed } from '../../azure-devops/answers/answers.ts';
import { path } from '../../azure-devops/path.ts';
import { aText } from '../../azure-devops/shape.ts';
import type { ListCall } from '../../azure-devops/types.ts';
import { emptyAnswerOf } from '../empty-answers.ts';
import type { RepositoryNode } from '../parents.ts';
import { collect } from '../support/pages.ts';
import type { RawItem, ReadContext } from '../types.ts';
import { noItems, onBranch, ROOT } from './files.ts';
import { goesInto, tellsOf } from './find-files.ts';
import { segmentMatcher, trimSlashes } from './globs.ts';

/** An entry of a repository's tree. */
export interface Folder extends RawItem {
  /** The path, with a leading slash. */
  path: string;
  gitObjectType: string;
  objectId: string;
}

/**
 * The folders that a pattern means. Lists the folder before the first wildcard, then goes down into what matches. A `*`
 * alone means the root too, as to Port's own exporter: the root's name is empty.
 */
export async function findFolders(
  pattern: string,
  repository: RepositoryNode,
  branch: string,
  context: ReadContext,
): Promise<Folder[]> {
  const segments = trimSlashes(pattern).split('/');
  const wildcard = segments.findIndex((segment) => segment.includes('*'));
  const depth = wildcard === -1 ? segments.length - 1 : wildcard;
  const named = [`${ROOT}${segments.slice(0, depth).join('/')}`];
  let parents = named;
  let found: Folder[] = [];
  for (const segment of segments.slice(depth)) {
    const matches = segmentMatcher(segment);
    const exist = parents !== named;
    const lists = await Promise.all(
      parents.map((parent) => foldersIn(parent, exist, repository, branch, context)),
    );
    const entries = lists.flat().filter(({ path }) => path !== ROOT || segments.length === 1);
    found = entries.filter(({ path }) => matches(path.slice(path.lastIndexOf('/') + 1)));
    parents = found.map(({ path }) => path);
  }
  return found;
}

/** The folders directly in a folder, none where it is not there. `exists`: another list has just named it. */
async function foldersIn(
  parent: string,
  exists: boolean,
  repository: RepositoryNode,
  branch: string,
  context: ReadContext,
): Promise<Folder[]> {
  const found = await list(parent, repository, branch, context);
  if (Array.isArray(found)) return found;
  const answers = noItems(repository.item, { branch, exists: exists || parent === ROOT });
  const none = emptyAnswerOf(found.missing, answers);
  if (!none) throw found.missing;
  context.note(none.reason);
  return [];
}

/**
 * The folders directly in a folder, with the root itself where that is listed, or the answer by which it is not there.
 * Each folder is listed once per run.
 */
const list = (
  parent: string,
  repository: RepositoryNode,
  branch: string,
  context: ReadContext,
): Promise<Folder[] | { missing: unknown }> =>
  context.once(repository, `folders ${branch}:${parent}`, async () => {
    const { item, parent: project } = repository;
    const call: ListCall = {
      path: path`${project.item.id}/_apis/git/repositories/${item.id}/items`,
      query: {
        scopePath: parent,
        recursionLevel: 'oneLevel',
        ...onBranch(branch),
      },
      key: { path: aText },
      has: { gitObjectType: aText, objectId: aText },
      parentsInUrl: true,
      what: `folder "${parent}" of repository "${item.name}"`,
    };
    let found: Folder[];
    try {
      found = await collect(context.devops.pages<Folder>(call, { style: 'single' }));
    } catch (missing) {
      if (emptyAnswerOf(missing, noItems(item, { branch }))) return { missing };
      throw missing;
    }
    if (!tellsOf(parent, found))
      throw malformed({ method: 'GET', call }, 'the answer does not tell of the folder');
    if (!goesInto(found))
      throw malformed({ method: 'GET', call }, 'the answer has the folder alone, and nothing in it');
    return found.filter(
      (entry) => entry.gitObjectType === 'tree' && (entry.path !== parent || parent === ROOT),
    );
  });
