import { azureDevOps } from './groups/azure-devops.ts';
import { deletions } from './groups/deletions.ts';
import { limits } from './groups/limits.ts';
import { mapping } from './groups/mapping.ts';
import { port } from './groups/port.ts';
import { resources } from './groups/resources.ts';
import { run } from './groups/run.ts';
import { serve } from './groups/serve.ts';
import { summary } from './groups/summary.ts';
import type { Input, InputGroup } from './types.ts';

/**
 * The one list of inputs, a file for each group: data alone. `npm run generate` makes `task/task.json`, `action.yml` and
 * `docs/inputs.md` from it, `--help` is printed from it, and src/settings reads by it.
 */

/** `visibleRule`: when Azure Pipelines' editor shows the group. `note`: a paragraph on the page of inputs. */
export const groups: readonly { name: InputGroup; title: string; visibleRule?: string; note?: string }[] = [
  { name: 'run', title: 'Run' },
  { name: 'azureDevOps', title: 'Azure DevOps', visibleRule: 'mode != check' },
  { name: 'port', title: 'Port', visibleRule: 'mode != check' },
  { name: 'mapping', title: 'Mapping' },
  { name: 'resources', title: 'Port resources', visibleRule: 'mode != check' },
  { name: 'deletions', title: 'Deletions and failures' },
  { name: 'limits', title: 'Limits', visibleRule: 'mode != check' },
  { name: 'summary', title: 'Summary' },
  {
    name: 'serve',
    title: 'Always on',
    note: 'For `port-catalog-sync serve`, and for a container that is started without arguments where `OCEAN__EVENT_LISTENER` names a listener other than `ONCE`: [always on](always-on.md). A task or an action never serves, whatever its environment says: it does one run and ends.',
  },
];

export const inputs: readonly Input[] = [
  ...run,
  ...azureDevOps,
  ...port,
  ...mapping,
  ...resources,
  ...deletions,
  ...limits,
  ...summary,
  ...serve,
];
