import * as z from 'zod/mini';
import { path } from '../azure-devops/path.ts';
import { aText } from '../azure-devops/shape.ts';
import type { Page } from '../azure-devops/types.ts';
import { append } from '../lib/collections/append.ts';
import { text } from '../lib/values/scalars.ts';
import { branchName, defaultBranch, withFiles } from './files/files.ts';
import { type Folder, findFolders } from './files/find-folders.ts';
import { segmentMatcher, trimSlashes } from './files/globs.ts';
import type { Project, RepositoryNode } from './parents.ts';
import { isOutside } from './sources/projects.ts';
import { repositories, repositoriesOf } from './sources/repositories.ts';
import { ownIds } from './support/chosen.ts';
import { path as aPath, keyOf, list, type OptionsOf, optional, textList } from './support/options.ts';
import { eachItem, pageOf } from './support/pages.ts';
import { anew } from './support/proof.ts';
import {
  AbsentItem,
  defineKind,
  type Node,
  type OrganisationNode,
  type ReadContext,
  type Source,
} from './types.ts';

const options = {
  folders: list(
    z.object({ path: aPath, repos: z.nullish(z.array(z.object({ name: text, branch: optional.text }))) }),
  ),
  project_name: optional.text,
  includedFiles: textList(),
};
type Options = OptionsOf<typeof options>;
type Pattern = Options['folders'][number];

/** A folder, with the branch and the pattern that it was found by. */
interface FoundFolder extends Folder {
  __branch: string;
  __pattern: string;
}

export const folder = defineKind<Options, Node<FoundFolder, RepositoryNode>>({
  name: 'folder',
  summary: 'A folder of a repository.',
  scope: 'Code (read)',
  options,
  warning: ({ folders }) =>
    folders.length === 0 ? 'folders: names no folder, so that nothing is read.' : undefined,
  docs: {
    requests:
      'one per repository, branch and folder listed: the one that holds the last segment of a pattern, and one for each folder that a `*` before it stands for; one per repository, branch and included file',
    fields: {
      __repository: 'The repository.',
      __branch: 'The branch, without `refs/heads/`.',
      __pattern: 'The pattern that found it.',
      __includedFiles: 'As for `repository`, from that branch, with `includedFiles`.',
    },
    options: {
      folders:
        '`[{path, repos: [{name, branch}]}]`: `*` stands for anything within a segment, case-sensitive. A pattern without `repos` is for the repositories that no other pattern names.',
      project_name: 'Only this project, even one that `projects` or `excludedTags` leaves out.',
      includedFiles: 'Paths of files, from the root of the repository, whose text is added.',
    },
  },
  source: (options) => folders(options),
  under: { repositories: ['__repository.id'], projects: ['__repository.project.id'] },
  ids: ['path'],
  items: (nodes, options, context) =>
    eachItem(
      nodes,
      ({ item, parent }) => ({ ...item, __repository: parent.item }),
      ({ item, parent }) => withFiles(parent, item.__branch, options.includedFiles, context),
    ),
});

const namedProject = (name: string): Source<Project, OrganisationNode> => ({
  key: keyOf('project', { name }),
  name: 'projects',
  under: undefined,
  ofProjects: true,
  scope: 'Project and Team (read)',
  read: (_, context) => projectNamed(name, context),
  // Other chosen projects belong to another source: the list of all projects.
  async *readChosen(_, chosen, context) {
    const ids = new Set(chosen.map(({ id }) => id.toLowerCase()));
    for await (const page of projectNamed(name, context))
      yield page.filter(({ id }) => ids.has(id.toLowerCase()));
  },
});

async function* projectNamed(name: string, { devops, scope }: ReadContext): AsyncGenerator<Page<Project>> {
  const project = await devops.get<Project>({
    path: path`_apis/projects/${name}`,
    needs: { id: aText, name: aText },
    what: `project "${name}"`,
  });
  if (!isOutside(project, { devops, scope })) yield pageOf([project]);
}

const folders = ({
  folders: patterns,
  project_name: name,
}: Options): Source<FoundFolder, RepositoryNode> => ({
  key: keyOf('folders', { patterns, name }),
  under: name ? repositoriesOf(namedProject(name), keyOf('repositories', { project: name })) : repositories,
  applies: ({ item }) => placesIn(item.name, patterns).length > 0,
  askedBy: ({ item }) => item.defaultBranch,
  ids: { id: ({ path }) => trimSlashes(path) },
  async *read(repository, context) {
    for (const place of placesIn(repository.item.name, patterns))
      yield pageOf(await foldersAt(place, repository, context));
  },
  readChosen(repository, chosen, context) {
    const ids = ownIds(chosen);
    return ids && chosenFolders(ids.map(trimSlashes), patterns, repository, context);
  },
});

async function foldersAt(
  { pattern, branch }: { pattern: string; branch?: string },
  repository: RepositoryNode,
  context: ReadContext,
): Promise<FoundFolder[]> {
  if (!branch && !repository.item.defaultBranch) return [];
  const where = branch ? branchName(branch) : defaultBranch(repository.item);
  const found = await findFolders(pattern, repository, where, context);
  return found.map((item) => ({ ...item, __branch: where, __pattern: pattern }));
}

/** The chosen paths that a pattern means. One that the list of its parent does not have, in two readings, is gone. */
async function* chosenFolders(
  paths: readonly string[],
  patterns: readonly Pattern[],
  repository: RepositoryNode,
  context: ReadContext,
): AsyncGenerator<Page<FoundFolder | AbsentItem>> {
  for (const place of placesIn(repository.item.name, patterns)) {
    const asked = new Set(paths.filter(isMeantBy(place.pattern)));
    if (asked.size === 0) continue;
    const take = (found: readonly FoundFolder[]) =>
      found.filter(({ path }) => asked.delete(trimSlashes(path)));
    const there = take(await foldersAt(place, repository, context));
    if (asked.size > 0) append(there, take(await foldersAt(place, repository, anew(context))));
    const __branch = place.branch ? branchName(place.branch) : defaultBranch(repository.item);
    const absent = [...asked].map(
      (path) => new AbsentItem({ path: `/${path}`, __branch, __pattern: place.pattern }, 'deleted'),
    );
    yield pageOf([...there, ...absent]);
  }
}

/** Whether a pattern means a folder, judged by its path alone. */
function isMeantBy(pattern: string): (path: string) => boolean {
  const segments = trimSlashes(pattern).split('/').map(segmentMatcher);
  return (path) => {
    const names = path.split('/');
    return names.length === segments.length && segments.every((matches, i) => matches(names[i] ?? ''));
  };
}

/** The patterns that are for a repository, each with the branch that it names. */
function placesIn(repository: string, patterns: readonly Pattern[]): { pattern: string; branch?: string }[] {
  const places: { pattern: string; branch?: string }[] = [];
  const isNamed = patterns.some(({ repos }) => repos?.some(({ name }) => name === repository));
  for (const { path, repos } of patterns) {
    if (!repos?.length) {
      if (!isNamed) places.push({ pattern: path });
      continue;
    }
    for (const { name, branch } of repos) {
      if (name === repository) places.push({ pattern: path, ...(branch && { branch }) });
    }
  }
  return places;
}
