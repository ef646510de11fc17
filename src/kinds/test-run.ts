import * as z from 'zod/mini';
import { path } from '../azure-devops/path.ts';
import { aListOf, aNumber, type Check, isObject } from '../azure-devops/shape.ts';
import { emptyAnswers, unlessEmpty } from './empty-answers.ts';
import type { ProjectNode } from './parents.ts';
import { type TestRun, type TestRunNode, testRuns } from './sources/test-runs.ts';
import { flag, keyOf, type OptionsOf, optional } from './support/options.ts';
import { collect, eachItem, orPartial, pageOf } from './support/pages.ts';
import { windowDocs, windowOptions } from './support/windows.ts';
import { defineKind, type Node, type RawItem, type ReadContext, type Source } from './types.ts';

const options = {
  includeResults: flag(true),
  codeCoverage: z.nullish(z.object({ flags: optional.whole })),
  ...windowOptions,
};
type Options = OptionsOf<typeof options>;

export const testRun = defineKind<Options, Node<RawItem, TestRunNode>>({
  name: 'test-run',
  summary: 'A test run, with its results.',
  scope: 'Test Management (read)',
  options,
  docs: {
    requests:
      'one per 200 runs of each project and one more (with `minTimeInDays` at least one per 7 days of it); with `includeResults` one per 1,000 results of each run; with `codeCoverage` one per build that was tested',
    fields: {
      __testResults: 'All results of the run; an empty list without `includeResults`.',
      __codeCoverage:
        "What the service knows of the coverage of the run's build, `{value, count}`; empty without `codeCoverage` and for runs without a build.",
    },
    options: {
      includeResults: 'Adds the results.',
      codeCoverage:
        '`{flags}` adds the code coverage; `flags` is the sum of 1 (modules), 2 (functions) and 4 (block data).',
      ...windowDocs('runs', 'updated', 'of each project'),
    },
  },
  source: (options) => runs(options),
  under: { projects: ['project.id'] },
  // Runs with all their details tell it: the list of a window has no parameter for these.
  mayNotTell: ({ minTimeInDays }) => Boolean(minTimeInDays),
  id: 'id',
  items: (nodes, { codeCoverage }, context) =>
    eachItem(
      nodes,
      ({ item }) => ({ ...item }),
      async ({ parent: run }) => ({ __codeCoverage: await coverageOf(run, codeCoverage?.flags, context) }),
    ),
});

/** Runs with or without their results, a page for each: results weigh more than anything else. */
const runs = ({ includeResults, minTimeInDays, maxResults }: Options): Source<TestRun, TestRunNode> => {
  const window = { minTimeInDays, maxResults };
  return {
    name: 'test runs',
    key: keyOf(`test runs ${includeResults ? 'with results' : 'alone'}`, window),
    under: testRuns(window),
    async *read(run, context) {
      const withResults = async () => ({
        ...run.item,
        __testResults: includeResults ? await resultsOf(run, context) : [],
      });
      yield pageOf([await orPartial<TestRun>(run.item, withResults)]);
    },
  };
};

/** The reason why a completed run that counts results has some. */
const COUNTED = 'the run itself counts some';

const resultsOf = ({ item, parent }: TestRunNode, { devops }: ReadContext): Promise<RawItem[]> =>
  collect(
    devops.pages<RawItem>(
      {
        path: path`${parent.item.id}/_apis/test/runs/${item.id}/results`,
        key: { id: aNumber },
        neverEmpty: item.totalTests && item.state === 'Completed' ? COUNTED : undefined,
        what: `the results of test run ${item.id}`,
      },
      { style: 'skip', size: 1000, ...(item.totalTests && { total: item.totalTests }) },
    ),
  );

/** Builds whose coverage is kept, the last ones. Runs of one build follow each other in the list. */
const KEPT_BUILDS = 100;

async function coverageOf(
  { item, parent: project }: TestRunNode,
  flags: number | null | undefined,
  context: ReadContext,
): Promise<unknown> {
  const buildId = Number(item.build?.id);
  if (!buildId || flags === undefined || flags === null) return {};
  const kept = await context.once(project, 'coverage', async () => new Map<string, Promise<unknown>>());
  const key = `${buildId} ${flags}`;
  const answer = kept.get(key) ?? readCoverage(project, buildId, flags, context);
  kept.set(key, answer);
  if (kept.size > KEPT_BUILDS) kept.delete(kept.keys().next().value ?? '');
  return answer;
}

/** The specification promises neither member, and the published samples always have one of them. */
const COVERAGE: Check = (value, place) => {
  const { configuration, modules } = isObject(value) ? value : {};
  const isCoverage = isObject(configuration) || ((configuration ?? null) === null && Array.isArray(modules));
  return isCoverage ? undefined : `has no code coverage under ${place}`;
};

async function readCoverage(
  project: ProjectNode,
  buildId: number,
  flags: number,
  context: ReadContext,
): Promise<unknown> {
  const answer = context.devops.get({
    path: path`${project.item.id}/_apis/test/codecoverage`,
    query: { buildId, flags },
    needs: { value: aListOf(COVERAGE) },
    what: `the code coverage of build ${buildId}`,
  });
  return (await unlessEmpty(answer, emptyAnswers.coverage, context)) ?? {};
}
