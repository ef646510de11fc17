import { path } from '../../azure-devops/path.ts';
import { aNumber, anObject, aText, orNone } from '../../azure-devops/shape.ts';
import type { Page } from '../../azure-devops/types.ts';
import { append } from '../../lib/collections/append.ts';
import type { ChosenItem } from '../item-selection.ts';
import type { ProjectNode } from '../parents.ts';
import { keyOf } from '../support/options.ts';
import { byOffset, byToken, pageOf } from '../support/pages.ts';
import { orNoProof } from '../support/proof.ts';
import { beginning, DAY, type Window } from '../support/windows.ts';
import { AbsentItem, type Node, type RawItem, type ReadContext, type Source } from '../types.ts';
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
    read: (project, context) => pagesOf(window, project, context),
    ids: { build: ({ build }) => build?.id },
    readChosen: (project, chosen, context) => chosenRuns(chosen, window, project, context),
  };
};

function pagesOf(window: Window, project: ProjectNode, context: ReadContext, build?: string) {
  const begins = beginning(window, context);
  const pages = begins ? updatedSince(begins, project, context, build) : all(project, context, build);
  return window.maxResults ? newest(window.maxResults, pages) : pages;
}

/**
 * Chosen test runs, out of the lists of the builds that they tested. A run that was chosen by its own id is read singly
 * first, to know its build. That its build's list lacks it proves nothing: nobody has recorded that list.
 */
async function* chosenRuns(
  chosen: readonly ChosenItem[],
  window: Window,
  project: ProjectNode,
  context: ReadContext,
): AsyncGenerator<Page<TestRun | AbsentItem>> {
  const left = new Set<string>();
  const builds = new Set<string>();
  const whole = new Set(chosen.flatMap(({ id, by }) => (by === 'build' ? [id] : [])));
  for (const { id, by } of chosen) {
    if (by !== 'build') left.add(id);
    const run = by === 'build' ? { build: { id } } : await single(id, project, context);
    if (run) builds.add(`${run.build?.id ?? ''}`);
  }
  const take = (run: TestRun) => left.delete(`${run.id}`) || whole.has(`${run.build?.id}`);
  // The list of all alone has runs without a build, and tells which are the newest.
  const asked = builds.has('') || window.maxResults ? [undefined] : builds;
  for (const build of asked)
    for await (const page of pagesOf(window, project, context, build)) yield page.filter(take);
  yield pageOf([...left].map((id) => new AbsentItem({ id }, 'unknown')));
}

/** A test run read singly. Undefined where the service does not show it, for whatever reason. */
const single = (id: string, project: ProjectNode, context: ReadContext): Promise<TestRun | undefined> =>
  context.once(project, `test run ${id}`, () =>
    orNoProof(
      context.devops.get<TestRun>({
        path: path`${project.item.id}/_apis/test/runs/${id}`,
        needs: { id: aNumber, build: orNone(anObject()) },
        what: `test run ${id}`,
      }),
    ),
  );

const call = (project: ProjectNode) => ({
  path: path`${project.item.id}/_apis/test/runs`,
  key: { id: aNumber },
  has: { totalTests: orNone(aNumber) },
  what: `the test runs of project "${project.item.name}"`,
});

/** All test runs, with their details: each recorded one has its project then, and none without. */
const all = (project: ProjectNode, context: ReadContext, build?: string) =>
  context.devops.pages<TestRun>(
    {
      ...call(project),
      has: { ...call(project).has, project: anObject({ id: aText }) },
      query: { includeRunDetails: true, buildUri: build && `vstfs:///Build/Build/${build}` },
    },
    { ...byOffset(200, call(project).what, context), grows: true },
  );

/** The service's limits: days of one query, and runs of a page. */
const DAYS_PER_QUERY = 7;
const RUNS_PER_PAGE = 100;

/** Test runs updated since a time, and up to a day after this run began: none is missed that is updated meanwhile. */
export async function* updatedSince(
  begins: Date,
  project: ProjectNode,
  context: ReadContext,
  build?: string,
) {
  const { devops, now } = context;
  const end = now.getTime() + DAY;
  for (let from = begins.getTime(); from < end; from += DAYS_PER_QUERY * DAY) {
    const to = Math.min(from + DAYS_PER_QUERY * DAY, end);
    yield* devops.pages<TestRun>(
      {
        ...call(project),
        query: {
          minLastUpdatedDate: new Date(from).toISOString(),
          maxLastUpdatedDate: new Date(to).toISOString(),
          buildIds: build,
        },
      },
      byToken(RUNS_PER_PAGE, call(project).what, context),
    );
  }
}

/** The newest of a list that begins with the oldest. Holds at most twice as many in memory. */
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
