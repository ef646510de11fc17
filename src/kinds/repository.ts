import { defaultBranch, withFiles } from './files/files.ts';
import type { RepositoryNode } from './parents.ts';
import { repositories } from './sources/repositories.ts';
import { type OptionsOf, textList } from './support/options.ts';
import { eachItem } from './support/pages.ts';
import { defineKind } from './types.ts';

const options = { includedFiles: textList() };

export const repository = defineKind<OptionsOf<typeof options>, RepositoryNode>({
  name: 'repository',
  summary: 'A Git repository, disabled ones too.',
  scope: 'Code (read)',
  options,
  docs: {
    requests:
      'one per project, or two for all of them and one per project without any, and one per project before something is deleted; one more per repository and included file',
    fields: {
      __includedFiles:
        'Text by path as written in `includedFiles`, from the default branch: empty for a missing file, null for one that is not UTF-8. Only with `includedFiles`.',
    },
    options: { includedFiles: 'Paths of files, from the root of the repository, whose text is added.' },
  },
  isShort: ({ includedFiles }) => includedFiles.length === 0,
  source: () => repositories,
  under: { repositories: ['id'], projects: ['project.id'] },
  id: 'id',
  onlyUnder: ['repositories', 'projects'],
  items: (nodes, options, context) =>
    eachItem(
      nodes,
      ({ item }) => ({ ...item }),
      (node) => withFiles(node, defaultBranch(node.item), options.includedFiles, context),
    ),
});
