import type { Host } from '../host/types.ts';
import type { Report } from '../report/report.ts';
import { version } from './version.ts';

/** The program, its version and its host: the head of every log and summary. */
export const toolOn = (host: Pick<Host, 'name'>): Report['tool'] => ({
  name: 'Port Catalog Sync for Azure DevOps',
  version,
  runtime: `Node.js ${process.versions.node}`,
  host: host.name,
});
