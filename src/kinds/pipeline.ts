import { path } from '../azure-devops/path.ts';
import { aNumber, anObject, orNone } from '../azure-devops/shape.ts';
import { emptyAnswers, unlessEmpty } from './empty-answers.ts';
import type { PipelineNode } from './parents.ts';
import { pipelines } from './sources/pipelines.ts';
import { flag, type OptionsOf } from './support/options.ts';
import { eachItem } from './support/pages.ts';
import { defineKind, type RawItem, type ReadContext } from './types.ts';

const options = { includeRepo: flag(false) };

export const pipeline = defineKind<OptionsOf<typeof options>, PipelineNode>({
  name: 'pipeline',
  summary: 'A pipeline.',
  scope: 'Build (read)',
  options,
  docs: {
    requests: 'one per 1,000 pipelines of each project; with `includeRepo` one more per pipeline',
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
  source: () => pipelines,
  under: { projects: ['__projectId'] },
  id: 'id',
  items: (nodes, { includeRepo }, context) =>
    eachItem(
      nodes,
      ({ item, parent }) => ({ ...item, __projectId: parent.item.id }),
      async (node) => {
        if (!includeRepo) return {};
        const definition = await definitionOf(node, context);
        return definition && { __repository: { ...definition.repository, project: definition.project } };
      },
    ),
});

interface Definition {
  repository?: RawItem | undefined;
  project?: unknown;
}

/** The members of the definition that are used: memory holds no more. Undefined where the service says that it is gone. */
const definitionOf = (pipeline: PipelineNode, context: ReadContext): Promise<Definition | undefined> =>
  context.once(pipeline, 'definition', async () => {
    const answer = context.devops.get<Definition>({
      path: path`${pipeline.parent.item.id}/_apis/build/definitions/${pipeline.item.id}`,
      needs: { id: aNumber, repository: orNone(anObject()) },
      what: `the definition of pipeline "${pipeline.item.name}"`,
    });
    const definition = await unlessEmpty(answer, emptyAnswers.definition, context);
    return definition && { repository: definition.repository, project: definition.project };
  });
