import type { Build } from './builds.ts';
import { draw, isoDate, mix, uuid } from './derive.ts';
import { type Person, someone } from './people.ts';
import type { Project } from './project.ts';
import type { Shelf } from './shelf.ts';
import type { TestRun } from './test-runs.ts';
import { reasons, subjects, verbs } from './words.ts';
import type { World } from './world.ts';

const area = (world: World, project: Project) => ({
  id: project.id,
  name: project.name,
  url: `${world.links.core}/_apis/projects/${encodeURIComponent(project.name.toWellFormed())}`,
});

const buildReference = (world: World, { id, number, project }: Build) => ({
  id: String(id),
  name: number,
  url: `${world.links.core}/${project.id}/_apis/build/Builds/${id}`,
});

export const testRunItem = (world: World, people: Shelf<Person>, run: TestRun, details: boolean) => {
  const { id, key, project, build } = run;
  const base = `${world.links.core}/${encodeURIComponent(project.name.toWellFormed())}/_apis/test/Runs/${id}`;
  const passed = run.results - run.failed;
  const counts = {
    totalTests: run.results,
    incompleteTests: 0,
    notApplicableTests: 0,
    passedTests: passed,
    unanalyzedTests: run.failed,
  };
  return {
    id,
    name: run.name,
    url: base,
    isAutomated: build !== undefined,
    ...counts,
    state: 'Completed',
    revision: run.revision,
    ...(details && {
      iteration: project.name,
      owner: someone(world, people, mix(key, 4)),
      project: area(world, project),
      startedDate: isoDate(run.completed - 120_000),
      completedDate: isoDate(run.completed),
      createdDate: isoDate(run.completed - 121_000),
      lastUpdatedDate: isoDate(run.updated),
      lastUpdatedBy: someone(world, people, mix(key, 5)),
      postProcessState: 'Complete',
      ...(build && {
        build: buildReference(world, build),
        buildConfiguration: {
          id: build.id,
          number: build.number,
          uri: `vstfs:///Build/Build/${build.id}`,
          flavor: 'release',
          platform: 'any cpu',
          buildDefinitionId: build.pipeline.id,
          branchName: build.branch,
          project: { name: project.name },
        },
      }),
      webAccessUrl: `${world.links.core}/${project.id}/_testManagement/runs?runId=${id}&_a=runCharts`,
      runStatistics: [
        { state: 'Completed', outcome: 'Passed', count: passed },
        ...(run.failed > 0 ? [{ state: 'Completed', outcome: 'Failed', count: run.failed }] : []),
      ],
    }),
  };
};

export const testResultItem = (world: World, people: Shelf<Person>, run: TestRun, n: number) => {
  const { key, project, build, id } = run;
  const d = draw(mix(key, n, 6));
  const failed = n < run.failed;
  const title = `${d.pick(verbs)} ${d.pick(subjects)} ${d.pick(reasons)}`.replaceAll(/[^\w]+/g, '_');
  const base = `${world.links.core}/${encodeURIComponent(project.name.toWellFormed())}/_apis/test/Runs/${id}`;
  return {
    id: 100_000 + n,
    project: area(world, project),
    startedDate: isoDate(run.completed - 60_000),
    completedDate: isoDate(run.completed - 59_000),
    durationInMs: d.below(900),
    outcome: failed ? 'Failed' : 'Passed',
    revision: 1,
    runBy: someone(world, people, mix(key, 4)),
    state: 'Completed',
    testCase: { name: title },
    testRun: { id: String(id), name: run.name, url: base },
    lastUpdatedDate: isoDate(run.updated),
    lastUpdatedBy: someone(world, people, mix(key, 5)),
    priority: 0,
    computerName: 'fv-az100-1',
    ...(build && { build: buildReference(world, build) }),
    createdDate: isoDate(run.completed - 58_000),
    url: `${base}/Results/${100_000 + n}`,
    failureType: 'None',
    ...(failed && {
      errorMessage: `Expected 2 parcels, found 1.`,
      stackTrace: `at ${title} (tests/orders.js:41:9)`,
    }),
    automatedTestStorage: 'tests.dll',
    automatedTestType: 'UnitTest',
    automatedTestTypeId: '13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b',
    automatedTestId: uuid(mix(key, 7), n),
    area: {
      id: String(project.slot + 1),
      name: project.name,
      url: `vstfs:///Classification/Node/${project.id}`,
    },
    testCaseTitle: title,
    customFields: [],
    automatedTestName: `Northpeak.Tests.${title}`,
  };
};

/** Coverage of a build: no entry where its run never measured, else one. Flags: 1 modules, 2 functions, 4 block data. */
export const coverageOf = (world: World, build: Build, flags: number) => {
  if (build.status !== 'completed' || build.slot % 6 === 5) return [];
  const key = mix(build.key, 71);
  const covered = 400 + (key % 600);
  const statistics = {
    blocksCovered: covered,
    blocksNotCovered: 1_000 - covered,
    linesCovered: covered * 3,
    linesNotCovered: (1_000 - covered) * 3,
    linesPartiallyCovered: 12,
  };
  return [
    {
      configuration: {
        id: build.id,
        flavor: 'release',
        platform: 'any cpu',
        uri: `vstfs:///Build/Build/${build.id}`,
        project: { id: build.project.id, name: build.project.name },
      },
      state: 'completed',
      lastError: '',
      modules:
        flags & 1
          ? [
              {
                name: 'orders.dll',
                blockCount: 1_000,
                ...(flags & 4 && { blockData: 'Aw==' }),
                signature: uuid(mix(key, 1), build.slot),
                signatureAge: 1,
                statistics,
                functions:
                  flags & 2
                    ? [
                        {
                          name: 'reserve',
                          class: 'Stock',
                          namespace: 'Orders',
                          sourceFile: 'stock.cs',
                          statistics,
                        },
                      ]
                    : [],
              },
            ]
          : [],
      codeCoverageFileUrl: `${world.links.core}/${build.project.id}/_api/_build/ItemContent?buildUri=vstfs%3A%2F%2F%2FBuild%2FBuild%2F${build.id}`,
    },
  ];
};
