import { path } from '../azure-devops/path.ts';
import { aListOf, anObject, aText, orNone } from '../azure-devops/shape.ts';
import type { AzureDevOpsError, ListCall } from '../azure-devops/types.ts';
import { branchName, defaultBranch } from './files/files.ts';
import type { RepositoryNode } from './parents.ts';
import { isEnabled, repositories } from './sources/repositories.ts';
import { ownIds } from './support/chosen.ts';
import { byToken, pageOf } from './support/pages.ts';
import { orNoProof } from './support/proof.ts';
import { showsLess } from './support/shows-less.ts';
import { AbsentItem, defineKind, type Node, type ReadContext, type Source } from './types.ts';

interface Ref {
  name: string;
  objectId: string;
}

/**
 * Branches of a repository. The list of repositories names the default one, which exists: a list without it shows less
 * than there is.
 */
const branches: Source<Ref, RepositoryNode> = {
  key: 'branches',
  under: repositories,
  applies: isEnabled,
  ids: { id: ({ name }) => name },
  async *read(repository, context) {
    const { defaultBranch } = repository.item;
    let isShown = !defaultBranch;
    for await (const page of branchesWith(EVERY, repository, context)) {
      isShown ||= page.items.some(({ name }) => name === defaultBranch);
      // The filter may be ignored: a tag is no branch.
      yield page.filter(({ name }) => name.startsWith(HEADS));
    }
    if (!isShown) throw withoutDefault(repository);
  },
  readChosen(repository, chosen, context) {
    const names = ownIds(chosen);
    return names && names.length <= MOST_CHOSEN ? chosenBranches(names, repository, context) : undefined;
  },
};

const EVERY = 'heads/';

const refsCall = (filter: string, { item, parent }: RepositoryNode): ListCall => ({
  path: path`${parent.item.id}/_apis/git/repositories/${item.id}/refs`,
  query: { filter },
  key: { name: aText },
  parentsInUrl: true,
  has: { objectId: aText },
  what: `the branches of repository "${item.name}"`,
});

/** Branches whose names begin with `filter`. One that has just this name comes first. */
function branchesWith(filter: string, repository: RepositoryNode, context: ReadContext) {
  const call = refsCall(filter, repository);
  return context.devops.pages<Ref>(call, byToken(1000, call.what, context));
}

const withoutDefault = (repository: RepositoryNode): AzureDevOpsError =>
  showsLess(
    refsCall(EVERY, repository),
    `the list lacks the default branch, "${defaultBranch(repository.item)}"`,
    'Give the credential the right to read it, or choose another default branch for the repository.',
  );

/** Most branches that are asked for one by one. Of more the whole list costs less. */
const MOST_CHOSEN = 20;

async function* chosenBranches(names: readonly string[], repository: RepositoryNode, context: ReadContext) {
  for (const name of names)
    yield pageOf([
      (await branchNamed(name, repository, context)) ??
        new AbsentItem({ name }, (await wasDeleted(name, repository, context)) ? 'deleted' : 'unknown'),
    ]);
}

async function branchNamed(
  name: string,
  repository: RepositoryNode,
  context: ReadContext,
): Promise<Ref | undefined> {
  if (!name.startsWith(HEADS)) return undefined;
  for await (const { items } of branchesWith(name.slice('refs/'.length), repository, context)) {
    const found = items.find((ref) => ref.name === name);
    if (found) return found;
  }
  return undefined;
}

const HEADS = 'refs/heads/';
const ZEROS = /^0{40,64}$/;

/** Whether the last push to a branch deleted it. The service keeps the pushes of deleted branches. */
async function wasDeleted(name: string, { item, parent }: RepositoryNode, { devops }: ReadContext) {
  if (!name.startsWith(HEADS)) return false;
  const pushes = devops.get<{ value: { refUpdates?: { name?: string; newObjectId?: string }[] }[] }>({
    path: path`${parent.item.id}/_apis/git/repositories/${item.id}/pushes`,
    query: { 'searchCriteria.refName': name, 'searchCriteria.includeRefUpdates': true, $top: 1 },
    needs: { value: aListOf(anObject({ refUpdates: orNone(aListOf(anObject())) })) },
    what: `the last push to branch "${branchName(name)}" of repository "${item.name}"`,
  });
  const update = (await orNoProof(pushes))?.value[0]?.refUpdates?.find((one) => one.name === name);
  return ZEROS.test(update?.newObjectId ?? '');
}

export const branch = defineKind<unknown, Node<Ref, RepositoryNode>>({
  name: 'branch',
  summary: 'A branch of an enabled repository: `{name, refName, objectId}`.',
  scope: 'Code (read)',
  options: {},
  docs: {
    requests: 'one per 1,000 branches of each enabled repository',
    fields: { __repository: 'The repository.' },
  },
  source: () => branches,
  under: { repositories: ['__repository.id'], projects: ['__repository.project.id'] },
  ids: ['name', 'refName'],
  items: async (nodes) =>
    nodes.map(({ item: { name, objectId }, parent }) => ({
      name: branchName(name),
      refName: name,
      objectId,
      __repository: parent.item,
    })),
});
