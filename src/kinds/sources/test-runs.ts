import { path } from '../../azure-devops/path.ts';
import { aNumber, orNone } from '../../azure-devops/shape.ts';
import type { Page } from '../../azure-devops/types.ts';
import { append } from '../../lib/append.ts';
import type { ProjectNode } from '../parents.ts';
import { keyOf } from '../support/options.ts';
import { pageOf } from '../support/pages.ts';
import { beginning, type Window } from '../support/windows.ts';
import type { Node, RawItem, ReadContext, Source } from '../types.ts';
import { projects } from './projects.ts';

export interface TestRun extends RawItem {
  id: number;
  totalTests?: number;
  build?: { id?: string | number };
}
export type TestRunNode = Node<TestRun, ProjectNode>;

/** A project's test runs, the oldest first. */
export const testRuns = ({ minTimeInDays, maxResults }: Window): Source<TestRun, ProjectNode> => {
  const window = { minTimeInDays, maxResults };
  return {
    key: keyOf('test runs', window),
    under: projects,
    scope: 'Test Management (read)',
    read(project, context) {
      const begins = beginning(window, context);
      const pages = begins ? updatedSince(begins, project, context) : all(project, context);
      return maxResults ? newest(maxResults, pages) : pages;
    },
  };
};

const call = (project: ProjectNode) => ({
  path: path`${project.item.id}/_apis/test/runs`,
  key: { id: aNumber },
  has: { totalTests: orNone(aNumber) },
  what: `the test runs of project "${project.item.name}"`,
});

const all = (project: ProjectNode, { devops }: ReadContext) =>
  devops.pages<TestRun>(
    { ...call(project), query: { includeRunDetails: true } },
    { style: 'skip', size: 200 },
  );

const DAY = 24 * 60 * 60 * 1000;
/** The service takes no more in one query, and no larger page. */
const DAYS_PER_QUERY = 7;
const RUNS_PER_PAGE = 100;

/** Up to a day after the run began, so that a test run which is updated meanwhile is not missed. */
async function* updatedSince(begins: Date, project: ProjectNode, { devops, now }: ReadContext) {
  const end = now.getTime() + DAY;
  for (let from = begins.getTime(); from < end; from += DAYS_PER_QUERY * DAY) {
    const to = Math.min(from + DAYS_PER_QUERY * DAY, end);
    yield* devops.pages<TestRun>(
      {
        ...call(project),
        query: {
          minLastUpdatedDate: new Date(from).toISOString(),
          maxLastUpdatedDate: new Date(to).toISOString(),
        },
      },
      { style: 'token', size: RUNS_PER_PAGE },
    );
  }
}

/** The newest of a list that begins with the oldest; never holds more than twice as many. */
async function* newest(most: number, pages: AsyncIterable<Page<TestRun>>): AsyncGenerator<Page<TestRun>> {
  let kept: TestRun[] = [];
  const cut = () => {
    kept = kept.sort((a, b) => a.id - b.id).slice(-most);
  };
  for await (const page of pages) {
    append(kept, page.items);
    if (kept.length > 2 * most) cut();
  }
  cut();
  yield pageOf(kept);
}
