import { path } from '../azure-devops/path.ts';
import { aText } from '../azure-devops/shape.ts';
import type { RepositoryNode } from './parents.ts';
import { isEnabled, repositories } from './sources/repositories.ts';
import { branchName } from './support/files.ts';
import { defineKind, type Node, type Source } from './types.ts';

interface Ref {
  name: string;
  objectId: string;
}

const branches: Source<Ref, RepositoryNode> = {
  key: 'branches',
  under: repositories,
  applies: isEnabled,
  read: ({ item, parent }, { devops }) =>
    devops.pages<Ref>(
      {
        path: path`${parent.item.id}/_apis/git/repositories/${item.id}/refs`,
        query: { filter: 'heads/' },
        key: { name: aText },
        has: { objectId: aText },
        what: `the branches of repository "${item.name}"`,
      },
      { style: 'token', size: 1000 },
    ),
};

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
  items: async (nodes) =>
    nodes.map(({ item: { name, objectId }, parent }) => ({
      name: branchName(name),
      refName: name,
      objectId,
      __repository: parent.item,
    })),
});
