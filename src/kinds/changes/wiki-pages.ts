import type { AzureDevOps } from '../../azure-devops/types.ts';
import { type WikiNode, wikis } from '../sources/wikis.ts';
import { pageOf } from '../support/pages.ts';
import { pageOfFile } from '../support/wiki-files.ts';
import { comparedPaths } from './compared-paths.ts';
import { type Changed, type ChangeFeed, inProject } from './feed.ts';
import { type Move, movesSince } from './repository-moves.ts';

/**
 * Pages whose files changed by pushes to the wiki's repository. Needed for pages that are read with their content. For
 * others the list of pages tells all, and is read in full.
 */
export const wikiPageChanges: ChangeFeed = {
  name: 'wiki pages',
  cursor: 'pull-request',
  kinds: ['wiki'],
  concerns: isWhole,
  source: ({ since, options }) => ({
    key: 'changed wiki pages',
    under: wikis(options.find(isWhole) ?? {}),
    scope: 'Code (read)',
    // A repository that is disabled takes no pushes, and tells of none.
    applies: ({ item: { type, isDisabled } }: WikiNode) =>
      !isDisabled && options.some((one) => isWhole(one) && (one.wikiType ?? type) === type),
    async *read(wiki: WikiNode, context) {
      const repository = repositoryOf(wiki);
      if (!repository) return yield pageOf([inWiki(wiki)]);
      const moves = await movesSince(repository, since, context);
      for (const [ref, move] of moves)
        if (isShown(wiki, ref)) yield pageOf(await changedPages(wiki, repository, move, context.devops));
    },
  }),
};

function isWhole({ includeContent }: Readonly<Record<string, unknown>>): boolean {
  return includeContent === true;
}

type Place = NonNullable<ReturnType<typeof repositoryOf>>;

const repositoryOf = ({ item: { repositoryId, name }, parent }: WikiNode) =>
  repositoryId ? { item: { id: repositoryId, name }, parent } : undefined;

/** Whether a wiki shows a branch. One that does not name its branches may show any. */
const isShown = ({ item: { versions } }: WikiNode, ref: string): boolean =>
  !versions?.length || versions.some(({ version }) => ref === `refs/heads/${version}`);

/** The pages of changed paths. All pages of the wiki where the paths are not known. */
async function changedPages(
  wiki: WikiNode,
  repository: Place,
  move: Move,
  devops: AzureDevOps,
): Promise<Changed[]> {
  const paths = await comparedPaths(repository, move, devops);
  if (!paths) return [inWiki(wiki)];
  const { mappedPath } = wiki.item;
  const folder = (mappedPath ?? '/').replace(/\/$/, '');
  return [...paths].flatMap((path) => {
    const file = path.startsWith(`${folder}/`) ? path.slice(folder.length) : '';
    return pageOfFile(file) === undefined ? [] : [inWiki(wiki, file)];
  });
}

const inWiki = ({ item: { id }, parent }: WikiNode, file?: string): Changed =>
  inProject(
    parent,
    { list: 'wikis', id },
    ...(file === undefined ? [] : [{ list: 'wiki pages', id: file, by: 'file' }]),
  );
