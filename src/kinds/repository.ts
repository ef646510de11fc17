import type { RepositoryNode } from './items.ts';
import { repositories } from './sources/repositories.ts';
import { defaultBranch, includedFiles } from './support/files.ts';
import { type OptionsOf, textList } from './support/options.ts';
import { eachItem } from './support/reading.ts';
import { defineKind } from './types.ts';

const options = { includedFiles: textList() };

export const repository = defineKind<OptionsOf<typeof options>, RepositoryNode>({
  name: 'repository',
  summary: 'A Git repository, disabled ones too.',
  scope: 'Code (read)',
  options,
  docs: {
    requests: 'one per project; one more per repository and included file',
    fields: {
      __includedFiles:
        'Text by path as written in `includedFiles`, from the default branch: empty for a missing file, null for one that is not UTF-8. Only with `includedFiles`.',
    },
    options: { includedFiles: 'Paths of files, from the root of the repository, whose text is added.' },
  },
  source: () => repositories,
  items: (nodes, options, context) =>
    eachItem(nodes, context, async (node) => {
      if (options.includedFiles.length === 0) return { ...node.item };
      const branch = defaultBranch(node.item);
      return {
        ...node.item,
        __includedFiles: await includedFiles(node, branch, options.includedFiles, context),
      };
    }),
});
