import { coreEndpoints } from './areas/core.ts';
import { gitEndpoints } from './areas/git.ts';
import { itemEndpoints } from './areas/items.ts';
import { wiqlEndpoints } from './areas/wiql.ts';
import { witEndpoints } from './areas/wit.ts';
import { workEndpoints } from './areas/work.ts';
import type { Endpoint } from './service/endpoint.ts';

/** Every route of the emulated service. */
export const endpoints: readonly Endpoint[] = [
  ...coreEndpoints,
  ...gitEndpoints,
  ...itemEndpoints,
  ...workEndpoints,
  ...witEndpoints,
  ...wiqlEndpoints,
];

/** With placeholders, as requests are counted by: `GET /{project}/_apis/git/repositories`. */
export const routes: readonly string[] = endpoints.map(({ route }) => route);
