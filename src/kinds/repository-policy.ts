import { path } from '../azure-devops/path.ts';
import { aNumber, type Check, isObject } from '../azure-devops/shape.ts';
import type { RepositoryNode } from './parents.ts';
import { isEnabled, repositories } from './sources/repositories.ts';
import { byToken } from './support/pages.ts';
import { defineKind, type Node, type RawItem, type Source } from './types.ts';

/**
 * The check of the scopes of a policy: those that name repositories name this one. The repository is in the query alone,
 * so that nothing else tells the answer of another one. A policy of all repositories names none.
 */
const ofRepository =
  (id: string): Check =>
  (scopes) => {
    const named = [scopes].flat().flatMap((scope) => (isObject(scope) ? (scope.repositoryId ?? []) : []));
    return named.length === 0 || named.some((one) => String(one).toLowerCase() === id.toLowerCase())
      ? undefined
      : 'is of another repository than the one that was asked for';
  };

const policies: Source<RawItem, RepositoryNode> = {
  key: 'repository policies',
  under: repositories,
  applies: isEnabled,
  askedBy: ({ item }) => item.defaultBranch,
  read({ item, parent }, context) {
    const what = `the policies of repository "${item.name}"`;
    return context.devops.pages<RawItem>(
      {
        path: path`${parent.item.id}/_apis/git/policy/configurations`,
        query: { repositoryId: item.id, refName: item.defaultBranch },
        key: { id: aNumber },
        has: { 'settings.scope': ofRepository(item.id) },
        parentsInUrl: true,
        what,
      },
      byToken(1000, what, context),
    );
  },
};

export const repositoryPolicy = defineKind<unknown, Node<RawItem, RepositoryNode>>({
  name: 'repository-policy',
  summary: 'A policy that holds on the default branch of a repository.',
  scope: 'Code (read)',
  options: {},
  docs: {
    requests: 'one per enabled repository',
    fields: { __repository: 'The repository.' },
  },
  source: () => policies,
  under: { repositories: ['__repository.id'], projects: ['__repository.project.id'] },
  ids: ['id'],
  items: async (nodes) => nodes.map(({ item, parent }) => ({ ...item, __repository: parent.item })),
});
