import { path } from '../../azure-devops/path.ts';
import { aNumber, anObject, aText, orNone } from '../../azure-devops/shape.ts';
import { chunks } from '../../lib/collections/chunks.ts';
import type { Build, ProjectNode } from '../parents.ts';
import { byNumbers, IDS_PER_REQUEST, ownIds } from '../support/chosen.ts';
import { keyOf } from '../support/options.ts';
import { byToken } from '../support/pages.ts';
import { beginning, first, isBefore, pageSize, since, type Window } from '../support/windows.ts';
import type { ReadContext, Source } from '../types.ts';
import { projects } from './projects.ts';

/** Builds in a page, of about 7 KB each. */
const PAGE = 250;

const USED = {
  startTime: orNone(aText),
  sourceVersion: orNone(aText),
  repository: orNone(anObject({ id: orNone(aText), type: orNone(aText) })),
};

/** A project's builds, the newest first. */
export const builds = ({ minTimeInDays, maxResults }: Window): Source<Build, ProjectNode> => {
  const window = { minTimeInDays, maxResults };
  const read = (project: ProjectNode, context: ReadContext) =>
    first(window, pagesOf(project, { minTime: since(window, context) }, pageSize(window, PAGE), context));
  return {
    key: keyOf('builds', window),
    under: projects,
    scope: 'Build (read)',
    read,
    readChosen(project, chosen, context) {
      const ids = ownIds(chosen);
      if (!ids) return undefined;
      const begins = beginning(window, context);
      const asked = (some: readonly number[]) =>
        pagesOf(project, { buildIds: some.join(',') }, PAGE, context);
      return byNumbers(ids, {
        // The list alone tells which are the newest.
        selected: (some) => (maxResults ? read(project, context) : asked(some)),
        newest: maxResults ? { most: maxResults, among: asked } : undefined,
        isSelected({ queueTime }) {
          if (!begins) return true;
          const isOld = isBefore(queueTime, begins);
          return isOld === undefined ? undefined : !isOld;
        },
        deleted: (some) => deletedPages(some, project, context),
      });
    },
  };
};

/** The builds among some ids that the service keeps as deleted. */
async function* deletedPages(ids: readonly number[], project: ProjectNode, context: ReadContext) {
  const query = { buildIds: ids.join(','), deletedFilter: 'onlyDeleted' };
  for await (const page of pagesOf(project, query, PAGE, context))
    yield page.filter((build) => build.deleted === true);
}

export async function deletedBuilds(
  ids: readonly number[],
  project: ProjectNode,
  context: ReadContext,
): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  for (const some of chunks(ids.filter(Number.isSafeInteger), IDS_PER_REQUEST))
    for await (const { items } of deletedPages(some, project, context))
      for (const { id } of items) found.add(id);
  return found;
}

/** Pages of builds, the newest first. */
function pagesOf(
  project: ProjectNode,
  query: Record<string, string | undefined>,
  size: number,
  context: ReadContext,
) {
  const what = `the builds of project "${project.item.name}"`;
  return context.devops.pages<Build>(
    {
      path: path`${project.item.id}/_apis/build/builds`,
      query: { queryOrder: 'queueTimeDescending', ...query },
      key: { id: aNumber },
      has: USED,
      what,
    },
    byToken(size, what, context),
  );
}
