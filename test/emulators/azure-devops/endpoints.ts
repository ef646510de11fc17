import { advsecEndpoints } from './areas/advsec.ts';
import { buildEndpoints } from './areas/build.ts';
import { coreEndpoints } from './areas/core.ts';
import { entitlementEndpoints } from './areas/entitlements.ts';
import { gitEndpoints } from './areas/git.ts';
import { graphEndpoints } from './areas/graph.ts';
import { historyEndpoints } from './areas/history.ts';
import { hookEndpoints } from './areas/hooks.ts';
import { itemEndpoints } from './areas/items.ts';
import { locationEndpoints } from './areas/locations.ts';
import { pipelineEndpoints } from './areas/pipelines.ts';
import { releaseEndpoints } from './areas/release.ts';
import { testEndpoints } from './areas/test.ts';
import { wikiEndpoints } from './areas/wiki.ts';
import { wiqlEndpoints } from './areas/wiql.ts';
import { witEndpoints } from './areas/wit.ts';
import { workEndpoints } from './areas/work.ts';
import type { Endpoint } from './service/endpoint.ts';

/** Every route of the emulated service. */
export const endpoints: readonly Endpoint[] = [
  ...locationEndpoints,
  ...coreEndpoints,
  ...gitEndpoints,
  ...itemEndpoints,
  ...historyEndpoints,
  ...workEndpoints,
  ...witEndpoints,
  ...wiqlEndpoints,
  ...buildEndpoints,
  ...pipelineEndpoints,
  ...releaseEndpoints,
  ...testEndpoints,
  ...wikiEndpoints,
  ...graphEndpoints,
  ...entitlementEndpoints,
  ...advsecEndpoints,
  ...hookEndpoints,
];

/** Routes with placeholders, as requests are counted by them: `GET /{project}/_apis/git/repositories`. */
export const routes: readonly string[] = endpoints.map(({ route }) => route);

/** Names of the parameters that a route takes. */
export const parametersOf = (route: string): readonly string[] =>
  endpoints.find((one) => one.route === route)?.query ?? [];
