import { routes } from '../../emulators/azure-devops/index.ts';
import { wanted } from './mapping.ts';
import { isPaged } from './paged.ts';
import { type Combination, combinationsOf, type Outcome, play } from './play.ts';
import { firstRun, readersByRoute, type Stage } from './stage.ts';

/** A stage for each route, made when it is first asked for. */
export async function createSweep() {
  const readers = await readersByRoute('chosen');
  const wide = await readersByRoute('all', WIDE);
  for (const route of readers.keys()) wide.delete(route);
  const stages = new Map<string, Promise<Stage>>();
  const stageOf = ({ service, route }: Combination): Promise<Stage> => {
    const resources = service === 'port' ? PORT : (readers.get(route) ?? wide.get(route) ?? []);
    const breadth = wide.has(route) ? 'all' : 'chosen';
    const key = `${breadth} ${resources.join()}`;
    const stage = stages.get(key) ?? firstRun(resources, breadth);
    stages.set(key, stage);
    return stage;
  };
  return {
    /** Routes of Azure DevOps that some resource reads, and those of Port that a run asks. */
    routes: [
      ...routes
        .filter((route) => readers.has(route) || wide.has(route))
        .map((route) => ({ service: 'azureDevOps', route }) as const),
      ...portRoutes.map((route) => ({ service: 'port', route }) as const),
    ],
    combinationsOf,
    play: async (combination: Combination): Promise<Outcome> =>
      play(combination, await stageOf(combination), isPaged(combination.service, combination.route)),
  };
}

/** Resources whose lists all projects may have in one. */
const WIDE = wanted.flatMap(({ kind }, index) =>
  ['repository', 'release', 'wiki', 'advanced-security-alert'].includes(kind) ? [index] : [],
);

/** Routes of Port that a run asks which writes, searches and deletes. */
export const portRoutes: readonly string[] = [
  'POST /v1/auth/access_token',
  'GET /v1/integration/{integration}',
  'PATCH /v1/integration/{integration}',
  'PATCH /v1/integration/{integration}/resync-state',
  'GET /v1/blueprints',
  'POST /v1/blueprints/{blueprint}/entities/search',
  'POST /v1/blueprints/entities/datasource-entities',
  'POST /v1/blueprints/{blueprint}/entities/bulk',
  'POST /v1/blueprints/{blueprint}/bulk/entities/delete',
  'POST /ingest/{integration}/logs',
  'POST /ingest/{integration}/metrics/syncMetrics',
  'PUT /ingest/{integration}/metrics/syncMetrics/resync/{eventId}/kind/{kindIdentifier}',
];

/** Resources that are enough for what Port is asked: project, repository, branch. */
const PORT = [0, 1, 2];
