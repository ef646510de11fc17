import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ReadScope } from '../../src/kinds/read-scope.ts';
import { onTerminal } from '../e2e/support/hosts.ts';
import { startServices } from '../e2e/support/services.ts';
import { seededRandom } from '../emulators/kit/random.ts';
import type { FaultRule } from '../emulators/types.ts';
import type { Ended } from '../integration/product.ts';
import { mappingText, seedCatalog } from './catalog.ts';
import { checkFaulty } from './checks.ts';
import { checkClean } from './clean.ts';
import { checkCounts, checkEnding } from './ending.ts';
import { mutate, smallOrganisation } from './organisation.ts';
import { checkPart } from './parts.ts';
import { oracle } from './scene.ts';
import { type FaultyRun, type Schedule, scheduleOf } from './schedule.ts';
import { drawChoice, drawPart, patternsOf, scopeOf, withPart } from './scope.ts';
import { snapshot } from './snapshot.ts';

/** The same schedules with the bundle itself on real sockets, told to be short of time. */
const SEEDS = 20;
const FIRST = 2_001;

for (let seed = FIRST; seed < FIRST + SEEDS; seed++)
  test(`whatever fails on the wire, the bundle leaves a catalog that the rules allow (seed ${seed})`, (t) =>
    playBundle(seed, t));

/** Few schedules: half of them choose projects, and half of the runs are of a part. */
function bundleSchedule(seed: number): Schedule {
  const schedule = scheduleOf(seed);
  const random = seededRandom(seed).fork('bundle');
  const choice = drawChoice(random.fork('choice'), 0.5);
  const faulty = schedule.faulty.map((run, i) => ({ ...run, part: drawPart(random.fork(`part ${i}`), 0.5) }));
  return { ...schedule, choice, faulty };
}

test('the schedules draw choices of projects and runs of a part in every way', () => {
  const schedules = Array.from({ length: SEEDS }, (_, at) => bundleSchedule(FIRST + at));
  const choices = new Set(schedules.map(({ choice }) => choice));
  const parts = schedules.flatMap(({ faulty: [run] }) => run?.part ?? []);
  assert.ok(choices.size >= 5, [...choices].join());
  assert.ok(parts.some(({ only, ofOneProject }) => only.length > 0 && !ofOneProject));
  assert.ok(parts.some(({ only, ofOneProject }) => only.length === 0 && ofOneProject));
  assert.ok(parts.some(({ only, ofOneProject }) => only.length > 0 && ofOneProject));
});

async function playBundle(seed: number, t: TestContext): Promise<void> {
  const schedule = bundleSchedule(seed);
  const scene = await createScene(schedule, t);
  const { organisation, services, sync, expected, patterns } = scene;
  const [faulty] = schedule.faulty as [FaultyRun];
  const { mapping } = schedule;

  await scene.firstSync();
  for (let n = 0; n < faulty.mutationsBefore; n++) mutate(organisation, schedule.random);
  const versions = [await expected()];
  const parts = mapping.merge ? [] : [await expected({ merge: true })];
  const before = snapshot(services.port);
  const part = faulty.part && withPart(scopeOf(patterns, schedule.excludedTags), faulty.part, [organisation]);
  const { ended, killed } = await faultyRun(scene, faulty, part && inputsOf(part.scope));
  const after = snapshot(services.port);
  const others = { taken: () => new Set<string>(), touched: () => false };
  const seen = { before, after, others, name: 'faulty run' };
  const { name } = seen;
  const last = await sync({});
  assert.deepEqual(
    [
      ...checkCounts(ended, name),
      ...checkFaulty({
        ...seen,
        ...{ ended, versions, parts, faulty, mapping, hidden: new Set<string>(), narrowed: false },
      }),
      ...(part && faulty.part
        ? checkPart({
            ...seen,
            ...{ only: faulty.part.only, projects: part.projects, computed: mapping.computed },
          })
        : []),
      ...(killed
        ? []
        : checkEnding(ended, { stopped: undefined, port: services.port, portWasQuiet: false, name })),
      ...checkClean(last, after, snapshot(services.port), await expected(), 'clean run'),
    ],
    [],
  );
}

/** A run among faults, which is killed at the request of the schedule's cancelling. */
async function faultyRun(
  { services, sync }: Awaited<ReturnType<typeof createScene>>,
  faulty: FaultyRun,
  ofPart: Record<string, string> | undefined,
) {
  const { azureDevOps, port } = services;
  const count = () => azureDevOps.requests.length + port.requests.length;
  const requests = count();
  const at = faulty.moments.find(({ what }) => what === 'cancel')?.at ?? Infinity;
  let killed = false;
  azureDevOps.faults = faulty.faults.azureDevOps.flatMap(shortened);
  port.faults = faulty.faults.port.flatMap(shortened);
  const ended = await sync(
    {
      deletions: faulty.deletions ? 'on' : 'off',
      ...ofPart,
      ...(faulty.maxDeletions !== undefined && { maxDeletions: String(faulty.maxDeletions) }),
    },
    () => {
      killed ||= count() - requests >= at;
      return killed;
    },
  );
  azureDevOps.faults = [];
  port.faults = [];
  const integration = port.integration('my-azure-devops-integration');
  if (integration?.resyncState.status === 'running') integration.resyncState = {};
  return { ended, killed };
}

/** A run of a part, as its inputs say it. */
const inputsOf = ({ part }: ReadScope): Record<string, string> => ({
  ...(part && part.only.length > 0 && { only: part.only.join(',') }),
  ...(part && part.projects.length > 0 && { onlyProjects: written(part.projects) }),
});

const written = (patterns: ReadScope['projects']): string => patterns.map((one) => one.written).join('\n');

async function createScene(schedule: Schedule, t: TestContext) {
  const organisation = smallOrganisation(schedule.organisationSeed, schedule.random.fork('organisation'));
  const services = await startServices(t, {
    azureDevOps: {
      organisations: [organisation],
      pageSizes: { most: schedule.azurePageSize, skip: Math.max(2, schedule.azurePageSize) },
    },
    port: {
      tokenLifetimeSeconds: schedule.tokenLifetime,
      searchPageSize: schedule.pageSize,
      ownedPageSize: schedule.pageSize,
    },
  });
  const seeds = {
    repositories: [...organisation.all('repository')].map(({ item }) => item.id),
    project: organisation.find('project').item.id,
  };
  seedCatalog(services.port, seeds.repositories, seeds.project);
  const patterns = patternsOf(schedule.choice, [organisation]);
  const inputs = {
    ...services.inputs,
    config: mappingText(schedule.mapping),
    maxConcurrency: String(schedule.maxConcurrency),
    requestTimeout: '1',
    ...(patterns.length > 0 && { projects: patterns.join('\n') }),
    ...(schedule.excludedTags.length > 0 && { excludedTags: schedule.excludedTags.join(',') }),
  };

  const sync = async (more: Record<string, string>, kill?: () => boolean): Promise<Ended> => {
    const finished = await onTerminal({
      inputs: { ...inputs, ...more },
      ...(kill && { kill: { when: kill, signal: 'SIGTERM' } }),
    });
    const { report, changes } = finished;
    assert.ok(report, `there is no summary: ${finished.stdout}${finished.stderr}`);
    assert.ok(!/Unexpected|before it was finished/.test(finished.stdout + finished.stderr), finished.stderr);
    return { report, changes };
  };
  return {
    organisation,
    services,
    sync,
    firstSync: () => sync({}),
    expected: (flags: Partial<Schedule['mapping']> = {}) =>
      oracle({ ...schedule, mapping: { ...schedule.mapping, ...flags } }, [organisation], seeds, patterns),
    patterns,
  };
}

/** A fault that lasts no longer than a test may; a service that is dead for good is for the virtual clock. */
function shortened(rule: FaultRule): FaultRule[] {
  const { fault, times = 1 } = rule;
  if (rule.match instanceof RegExp && rule.match.source === '.') return [];
  switch (fault.type) {
    case 'throttled':
    case 'delay-announced':
      return [{ ...rule, fault: { ...fault, retryAfter: 1 }, times: Math.min(times, 2) }];
    case 'slow':
      return [
        { ...rule, fault: { ...fault, ms: fault.ms > 60_000 ? 1_200 : 100 }, times: Math.min(times, 2) },
      ];
    default:
      return [{ ...rule, times: Math.min(times, fault.type === 'status' && fault.status < 502 ? times : 3) }];
  }
}
