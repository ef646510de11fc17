import type { PipelineNode } from './parents.ts';
import { definitionOf, definitionsOf } from './sources/definitions.ts';
import { pipelines } from './sources/pipelines.ts';
import { flag, type OptionsOf } from './support/options.ts';
import { eachItem } from './support/pages.ts';
import { defineKind } from './types.ts';

const options = { includeRepo: flag(false) };

export const pipeline = defineKind<OptionsOf<typeof options>, PipelineNode>({
  name: 'pipeline',
  summary: 'A pipeline.',
  scope: 'Build (read)',
  options,
  docs: {
    requests:
      'one per 1,000 pipelines of each project; with `includeRepo` one more per 50 of them, one for the first, and one for each whose definition is gone',
    fields: {
      __projectId: "The project's id.",
      __repository:
        "The repository of the pipeline's definition, with the definition's project under `project`; with `includeRepo`.",
    },
    options: {
      includeRepo:
        'Adds the repository. A pipeline whose definition cannot be read stays as it is in the catalog.',
    },
  },
  isShort: ({ includeRepo }) => !includeRepo,
  source: () => pipelines,
  under: { projects: ['__projectId'] },
  id: 'id',
  async items(nodes, { includeRepo }, context) {
    const whole = nodes.filter(({ partial }) => !partial);
    const known = includeRepo ? await definitionsOf(whole, context) : undefined;
    return eachItem(
      nodes,
      ({ item, parent }) => ({ ...item, __projectId: parent.item.id }),
      async (node) => {
        if (!known) return {};
        const definition = known.get(node) ?? (await definitionOf(node, context));
        return definition && { __repository: { ...definition.repository, project: definition.project } };
      },
    );
  },
});
