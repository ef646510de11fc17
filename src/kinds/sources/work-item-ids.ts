import { malformed } from '../../azure-devops/answers/answers.ts';
import { path } from '../../azure-devops/path.ts';
import { aListOf, aNumber, anObject, aText } from '../../azure-devops/shape.ts';
import type { Call } from '../../azure-devops/types.ts';
import type { ProjectNode } from '../parents.ts';
import { orNoProof } from '../support/proof.ts';
import { idQuery, parseCondition } from '../support/wiql.ts';
import type { DoubtfulList, ReadContext } from '../types.ts';

/** Most results of a query: one that finds more fails (VS402337). */
const MOST_IDS = 20_000;
const IDS_PER_QUERY = MOST_IDS - 1;

/** Ids of a project's work items, as many as a query gives at a time, in the order in which they are read. */
export async function* idLists(
  project: ProjectNode,
  wiql: string | null | undefined,
  context: ReadContext,
): AsyncGenerator<number[]> {
  const condition = wiql ? parseCondition(wiql) : undefined;
  if (condition?.order) {
    const ids = await queryIds(project, idQuery(project.item.name, condition, 0), MOST_IDS, context);
    if (ids.length >= MOST_IDS) {
      context.warn(
        `The wiql of work items has an ORDER BY of its own and finds more than ${MOST_IDS} in project "${project.item.name}": only the first ${MOST_IDS} are read. Without the ORDER BY all of them are.`,
      );
    }
    return yield ids;
  }
  yield* idsById(project, (last) => idQuery(project.item.name, condition, last), context);
}

/**
 * The question before something is deleted that a project lacks, of which a query has found no work item any more: for
 * a name that no project has the answer is that there are none. While a project is renamed its list may have another
 * name than the queries go by.
 */
export function noneByName({ item: { id, name } }: ProjectNode, context: ReadContext): DoubtfulList {
  return {
    what: `the work items of project "${name}" were asked for by a name that may not have been its own`,
    async isWhole() {
      const root = await orNoProof(
        context.devops.get<{ name: string }>({
          path: path`${id}/_apis/wit/classificationnodes/Areas`,
          needs: { name: aText },
          what: `the name of project "${name}" in the paths of work items`,
        }),
      );
      return !root || root.name.toLowerCase() === name.toLowerCase();
    },
  };
}

/**
 * All ids that a query finds, in as many queries as it takes. `queryAfter`: the query for those after an id, ordered by
 * id. `more`: parameters of the request.
 */
export async function* idsById(
  project: ProjectNode,
  queryAfter: (last: number) => string,
  context: ReadContext,
  more: Call['query'] = {},
): AsyncGenerator<number[]> {
  for (let last = 0; ; ) {
    const ids = await queryIds(project, queryAfter(last), IDS_PER_QUERY, context, { after: last, more });
    yield ids;
    if (ids.length < IDS_PER_QUERY) return;
    last = ids[ids.length - 1] ?? last;
  }
}

async function queryIds(
  project: ProjectNode,
  query: string,
  top: number,
  { devops }: ReadContext,
  { after, more }: { after?: number; more?: Call['query'] } = {},
): Promise<number[]> {
  const call: Call = {
    path: path`${project.item.id}/_apis/wit/wiql`,
    query: { ...more, $top: top },
    body: { query },
    needs: { workItems: aListOf(anObject({ id: aNumber })) },
    what: `the ids of the work items of project "${project.item.name}"`,
  };
  const { workItems } = await devops.post<{ workItems: { id: number }[] }>(call);
  const ids = workItems.map(({ id }) => id);
  // The next query goes on after the last id. Ids out of order would make it miss items, or never end.
  if (after !== undefined && ids.some((id, at) => id <= (ids[at - 1] ?? after)))
    throw malformed({ method: 'POST', call }, 'the ids are not in the order that was asked for');
  return ids;
}

/** The ids among some that the query finds. */
export async function selectedAmong(
  ids: readonly number[],
  project: ProjectNode,
  wiql: string,
  context: ReadContext,
): Promise<ReadonlySet<number>> {
  const query = idQuery(project.item.name, parseCondition(wiql), 0, ids);
  return new Set(await queryIds(project, query, IDS_PER_QUERY, context));
}
