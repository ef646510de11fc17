import type { Settings } from '../../src/settings/types.ts';
import type { CredentialSpec, Organisation } from '../emulators/azure-devops/index.ts';
import { type VirtualClock, virtualClock } from '../emulators/kit/clock.ts';
import { createProduct, type Product } from '../integration/product.ts';
import { createArming } from './arming.ts';
import { mappingText, seedCatalog } from './catalog.ts';
import { createOthers } from './others.ts';
import type { Schedule } from './schedule.ts';
import { scopeOf } from './scope.ts';
import { type Snapshot, snapshot } from './snapshot.ts';

/** Entities of others in the catalog before the first sync. */
export type Seeds = { repositories: readonly string[]; project: string };

/** Milliseconds by which the services' clocks are ahead. */
export interface Skew {
  azureDevOps: number;
  port: number;
}

const NO_SKEW: Skew = { azureDevOps: 0, port: 0 };

export interface SceneOptions {
  folder?: string | undefined;
  clock?: VirtualClock;
  skew?: Skew;
}

export type Scene = ReturnType<typeof createScene>;

/** Both services and the product between them, as a schedule has them. */
export function createScene(
  schedule: Schedule,
  organisations: readonly Organisation[],
  seeds: Seeds,
  patterns: readonly string[],
  options: SceneOptions = {},
) {
  const own = [...(organisations[0]?.all('project') ?? [])][0]?.item.id ?? '';
  const wide: CredentialSpec = schedule.jobToken
    ? { kind: 'job', token: 'job' }
    : { kind: 'pat', token: 'emulated-token' };
  const narrow: CredentialSpec | undefined = schedule.jobToken
    ? { kind: 'job', token: 'job', project: own }
    : undefined;
  const credentials = [wide];
  const product = productOf(schedule, organisations, credentials, own, options);
  const { azureDevOps, port } = product;
  azureDevOps.latency = schedule.latency.azureDevOps;
  port.latency = schedule.latency.port;
  seedCatalog(port, seeds.repositories, seeds.project);
  const others = createOthers(port, schedule.random.fork('others'));
  const settings: Partial<Settings> = {
    organizationUrls: organisations.map(({ name }) => `https://dev.azure.com/${name}`),
    ...(schedule.jobToken && { credential: { kind: 'jobToken', token: 'job' } }),
    mapping: { from: 'inline', text: mappingText(schedule.mapping) },
    scope: scopeOf(patterns, schedule.excludedTags),
    maxConcurrency: schedule.maxConcurrency,
  };
  return { product, settings, others, ...createArming({ product, others, credentials, wide, narrow }) };
}

function productOf(
  schedule: Schedule,
  organisations: readonly Organisation[],
  credentials: CredentialSpec[],
  jobProject: string,
  { folder, clock = virtualClock(), skew = NO_SKEW }: SceneOptions,
): Product {
  const late = (ms: number) => ({ ...clock, now: () => clock.now() + ms });
  return createProduct({
    clock,
    random: schedule.random.fork('jitter').next,
    azureDevOps: {
      organisations,
      clock: late(skew.azureDevOps),
      record: 'heads',
      credentials,
      // Pages as the service was seen to give them: fewer items than were asked for, and in the graph nothing but a
      // token.
      pageSizes: {
        most: schedule.azurePageSize,
        skip: Math.max(2, schedule.azurePageSize),
        uneven: schedule.azurePageSize < 3,
      },
    },
    port: {
      clock: late(skew.port),
      record: 'heads',
      tokenLifetimeSeconds: schedule.tokenLifetime,
      cascade: schedule.cascade,
      searchPageSize: schedule.pageSize,
      ownedPageSize: schedule.pageSize,
    },
    ...(schedule.jobToken && { jobProject }),
    ...(folder && { temporaryDirectory: folder, spoolInMemory: 200 }),
  });
}

/** The right catalog: from the same organisation and mapping, in a Port of its own, without faults. */
export async function oracle(
  schedule: Schedule,
  organisations: readonly Organisation[],
  seeds: Seeds,
  patterns: readonly string[],
  options: { withHidden: boolean } = { withHidden: true },
): Promise<Snapshot> {
  const hidden = organisations
    .flatMap((organisation) => [...organisation.all('project')])
    .filter(({ item }) => options.withHidden && item.state !== 'wellFormed');
  for (const project of hidden) project.update({ state: 'wellFormed' });
  // Pages of the oracle are the largest, so that items that get lost between two pages show.
  const { product, settings } = createScene(
    { ...schedule, azurePageSize: 10_000, pageSize: 1_000 },
    organisations,
    seeds,
    patterns,
  );
  const { report } = await product.sync(settings);
  for (const project of hidden) project.update({ state: 'createPending' });
  // The only thing that may be wrong are names that Port does not take.
  const others = report.problems.filter(
    (p) => p.phase !== 'write' || !/must match pattern|takes only letters/.test(p.message),
  );
  if (others.length > 0 || report.run.failure)
    throw new Error(`the oracle's run ended with ${report.run.status}: ${JSON.stringify(others)}`);
  return snapshot(product.port);
}

export const hiddenIds = (organisations: readonly Organisation[]) =>
  new Set(
    organisations
      .flatMap((organisation) => [...organisation.all('project')])
      .filter(({ item }) => item.state !== 'wellFormed')
      .map(({ item }) => item.id),
  );
