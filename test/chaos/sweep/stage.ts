import { EVERYTHING } from '../../../src/kinds/read-scope.ts';
import { Cancelled } from '../../../src/lib/errors.ts';
import type { Settings } from '../../../src/settings/types.ts';
import {
  type AzureDevOpsEmulator,
  createOrganisation,
  type Organisation,
} from '../../emulators/azure-devops/index.ts';
import type { PortEntity } from '../../emulators/port/types.ts';
import type { FaultRule } from '../../emulators/types.ts';
import { createProduct, type Ended, identifier, type Product } from '../../integration/product.ts';
import type { Service } from '../grammar/grammar.ts';
import { blueprints, mappingOf, wanted } from './mapping.ts';

/** Organisation with at least two of everything, so that a list has a later page, and a part of it can be missing. */
export const organisation = (projects = 2): Organisation =>
  createOrganisation({
    seed: 3,
    name: 'contoso',
    now: new Date(Date.UTC(2026, 0, 5)),
    scale: {
      projects,
      teamsPerProject: 2,
      membersPerTeam: 2,
      iterationsPerTeam: 2,
      areasPerProject: 2,
      repositoriesPerProject: 2,
      branchesPerRepository: 2,
      policiesPerRepository: 2,
      pullRequestsPerRepository: 6,
      alertsPerRepository: 2,
      pipelinesPerProject: 2,
      buildsPerProject: 4,
      stagesPerBuild: 1,
      environmentsPerProject: 2,
      deploymentsPerEnvironment: 2,
      releaseDefinitionsPerProject: 2,
      releasesPerProject: 2,
      deploymentsPerRelease: 1,
      testRunsPerProject: 2,
      resultsPerTestRun: 2,
      resultsInLargestTestRun: 2,
      workItemsPerProject: 3,
      users: 4,
      extraGroups: 1,
      pagesPerWiki: 2,
    },
  });

/** Projects that are read: two, by their tags; or all, so many that one list for all costs less than one for each. */
export type Breadth = 'chosen' | 'all';

const shared: Record<Breadth, Organisation> = { chosen: organisation(), all: organisation(4) };
// One repository without Advanced Security: its alerts are asked after elsewhere.
for (const one of Object.values(shared))
  for (const { item, update } of one.all('repository'))
    if (item.slot === 1 && !item.isDisabled) update({ advancedSecurity: 'off' });

/** Both services with nothing wrong, and what an earlier run has left in Port. */
export interface Stage {
  resources: readonly number[];
  breadth: Breadth;
  /** Entities that the first run left: all of them exist. */
  entities: readonly PortEntity[];
}

export interface Played {
  ended: Ended;
  product: Product;
  endless: boolean;
}

const settings = ({ resources, breadth }: Pick<Stage, 'resources' | 'breadth'>): Partial<Settings> => ({
  mapping: { from: 'inline', text: mappingOf(resources) },
  scope: { ...EVERYTHING, excludedTags: breadth === 'chosen' ? ['of-no-project'] : [] },
});

const productFor = ({ resources, breadth }: Pick<Stage, 'resources' | 'breadth'>, pageSize = 1): Product => {
  const product = createProduct({
    azureDevOps: {
      organisations: [shared[breadth]],
      pageSizes: {
        most: pageSize,
        graph: 1 + pageSize,
        entitlements: 1 + pageSize,
        skip: 1 + pageSize,
        uneven: pageSize === 1,
      },
      record: 'heads',
    },
    port: { record: 'heads', searchPageSize: 3, ownedPageSize: 3 },
    // The same waits in every run.
    random: () => 0.5,
  });
  product.port.seedBlueprints(blueprints(resources));
  product.port.seedIntegration({ identifier, config: { resources: [] }, arePortResourcesInitialized: true });
  return product;
};

/** A first run without faults. Throws when it is not without problems. */
export async function firstRun(
  resources: readonly number[],
  breadth: Breadth = 'chosen',
): Promise<Stage & Pick<Played, 'product'>> {
  const product = productFor({ resources, breadth });
  const { report } = await product.sync(settings({ resources, breadth }));
  if (report.run.status !== 'succeeded')
    throw new Error(`the first run ended with ${report.run.status}: ${JSON.stringify(report.problems)}`);
  return { resources, breadth, entities: product.port.entities(), product };
}

/** The same again, with what the first run has left, under the faults given. */
export async function laterRun(
  stage: Stage,
  faults: Partial<Record<Service, FaultRule[]>>,
  prepare: (product: Product) => void = () => {},
  pageSize?: number,
): Promise<Played> {
  const product = productFor(stage, pageSize);
  for (const { datasource, sequence: _, ...entity } of stage.entities)
    product.port.seedEntities(datasource, [entity]);
  prepare(product);
  let requests = 0;
  const watcher: FaultRule = {
    match() {
      requests += 1;
      if (requests === ENDLESS) product.stop(new Cancelled(`The run made ${ENDLESS} requests.`));
      return false;
    },
    fault: { type: 'reset' },
  };
  product.azureDevOps.faults = [watcher, ...(faults.azureDevOps ?? [])];
  product.port.faults = [watcher, ...(faults.port ?? [])];
  const ended = await product.sync(settings(stage));
  return { ended, product, endless: requests >= ENDLESS };
}

/** Requests after which a run counts as one that does not end; without faults it makes some 300. */
const ENDLESS = 4_000;

/** Resources of the mapping, by their position, that make requests to each route. */
export async function readersByRoute(
  breadth: Breadth,
  resources: Iterable<number> = wanted.keys(),
): Promise<Map<string, number[]>> {
  const readers = new Map<string, number[]>();
  for (const index of resources) {
    const { product } = await firstRun([index], breadth);
    for (const route of routesOf(product.azureDevOps)) {
      readers.set(route, [...(readers.get(route) ?? []), index]);
    }
  }
  return readers;
}

export const routesOf = (emulator: Pick<AzureDevOpsEmulator, 'counts'>): string[] =>
  Object.keys(emulator.counts());

/** Changes that give a run something to do: an entity to mend, one to make, and two to delete. */
export function disturb({ port }: Product): void {
  const [edited, missing] = port.entities();
  if (!edited || !missing) return;
  const { blueprint, datasource } = edited;
  port.edit(blueprint, edited.identifier, { properties: { item: { old: true } } }, datasource);
  port.remove(missing.blueprint, [missing.identifier]);
  port.seedEntities(datasource, [
    { blueprint, identifier: 'gone-1' },
    { blueprint, identifier: 'gone-2' },
  ]);
}
