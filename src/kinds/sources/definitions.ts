import { isTooLarge } from '../../azure-devops/paging/page-size.ts';
import { path } from '../../azure-devops/path.ts';
import { aNumber, anObject, orNone } from '../../azure-devops/shape.ts';
import { AzureDevOpsError } from '../../azure-devops/types.ts';
import { chunks } from '../../lib/collections/chunks.ts';
import { emptyAnswers, unlessEmpty } from '../empty-answers.ts';
import type { PipelineNode } from '../parents.ts';
import type { RawItem, ReadContext } from '../types.ts';

/** The members of a definition that are used, and kept in memory. */
export interface Definition {
  repository?: RawItem | undefined;
  project?: unknown;
}

/** Definitions in one request, of up to 100 KB each. */
const IDS_PER_REQUEST = 50;

/**
 * The definitions of pipelines of one project, as far as a list by their ids has them whole. One definition of the
 * organisation is read singly as well: where that differs, such lists are not believed. `definitionOf` reads those that
 * are missing here.
 */
export async function definitionsOf(
  pipelines: readonly PipelineNode[],
  context: ReadContext,
): Promise<ReadonlyMap<PipelineNode, Definition>> {
  const found = new Map<PipelineNode, Definition>();
  const [first] = pipelines;
  if (!first || pipelines.length < 2) return found;
  const organisation = first.parent.parent;
  const state = await context.once(organisation, 'definitions by id', async () => ({ isDoubtful: false }));
  for (const some of chunks(pipelines, IDS_PER_REQUEST)) {
    if (state.isDoubtful) break;
    for (const [pipeline, definition] of await listed(some, context)) found.set(pipeline, definition);
  }
  const [sample] = found;
  if (!sample) return found;
  const isProven = await context.once(organisation, 'proof of definitions by id', () =>
    isSame(...sample, context),
  );
  state.isDoubtful ||= !isProven;
  return isProven ? found : new Map();
}

/** The listed definitions of some pipelines, by bisection where the answer for all of them is too large. */
async function listed(
  pipelines: readonly PipelineNode[],
  context: ReadContext,
): Promise<[PipelineNode, Definition][]> {
  try {
    return await ask(pipelines, context);
  } catch (error) {
    if (!(error instanceof AzureDevOpsError)) throw error;
    if (!isTooLarge(error) || pipelines.length < 2) return [];
    const halves = [...chunks(pipelines, Math.ceil(pipelines.length / 2))];
    return (await Promise.all(halves.map((half) => listed(half, context)))).flat();
  }
}

async function ask(
  pipelines: readonly PipelineNode[],
  { devops }: ReadContext,
): Promise<[PipelineNode, Definition][]> {
  const wanted = new Map(pipelines.map((pipeline) => [pipeline.item.id, pipeline]));
  const project = pipelines[0]?.parent.item;
  if (!project) return [];
  const found: [PipelineNode, Definition][] = [];
  const pages = devops.pages<Definition & { id: number }>(
    {
      path: path`${project.id}/_apis/build/definitions`,
      query: { definitionIds: [...wanted.keys()].join(','), includeAllProperties: true },
      key: { id: aNumber },
      has: { repository: orNone(anObject()) },
      whole: false,
      what: `the definitions of pipelines of project "${project.name}"`,
    },
    { style: 'single' },
  );
  for await (const { items } of pages)
    for (const { id, repository, project: of } of items) {
      const pipeline = wanted.get(id);
      // A definition without a repository is a reference to one: the service has not given it whole.
      if (pipeline && repository) found.push([pipeline, { repository, project: of }]);
    }
  return found;
}

async function isSame(
  pipeline: PipelineNode,
  definition: Definition,
  context: ReadContext,
): Promise<boolean> {
  try {
    return JSON.stringify(await definitionOf(pipeline, context)) === JSON.stringify(definition);
  } catch (error) {
    if (error instanceof AzureDevOpsError) return false;
    throw error;
  }
}

/** The definition of a pipeline, read singly. Undefined where the service says that it is gone. */
export const definitionOf = (pipeline: PipelineNode, context: ReadContext): Promise<Definition | undefined> =>
  context.once(pipeline, 'definition', async () => {
    const answer = context.devops.get<Definition>({
      path: path`${pipeline.parent.item.id}/_apis/build/definitions/${pipeline.item.id}`,
      needs: { id: aNumber, repository: orNone(anObject()) },
      what: `the definition of pipeline "${pipeline.item.name}"`,
    });
    const definition = await unlessEmpty(answer, emptyAnswers.definition, context);
    return definition && { repository: definition.repository, project: definition.project };
  });
