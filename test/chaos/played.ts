import type { Log } from '../../src/lib/log.ts';
import type { RecordedRequest } from '../emulators/types.ts';
import type { Ended, Product } from '../integration/product.ts';
import { checkCounts } from './ending.ts';
import type { Failure } from './failure.ts';
import type { Scene } from './scene.ts';

/** Outcome of a schedule. */
export interface Played {
  seed: number;
  /** Broken rules; none when all is well. */
  failures: Failure[];
  /** `Azure DevOps: throttled` → how often. */
  faults: Record<string, number>;
  /** The same of what else happened. */
  happened: Record<string, number>;
  statuses: string[];
  requests: number;
  deleted: number;
  heldBack: number;
  /** Steps of the schedule, for a replay. */
  story: string[];
}

/** Findings of a schedule, as its runs bring them. */
export interface Findings {
  failures: Failure[];
  statuses: string[];
  story: string[];
  total: { deleted: number; heldBack: number };
  log: Log;
}

export const createFindings = (log: Log): Findings => ({
  failures: [],
  statuses: [],
  story: [],
  total: { deleted: 0, heldBack: 0 },
  log,
});

export const tell = ({ story, log }: Pick<Findings, 'story' | 'log'>, line: string): void => {
  story.push(line);
  log.info(`— ${line}`);
};

/** Counts and checks what any run has told. */
export function noteRun({ failures, statuses, total }: Findings, ended: Ended, name: string): void {
  const { report } = ended;
  failures.push(...checkCounts(ended, name));
  statuses.push(report.run.status);
  total.deleted += report.totals.deleted;
  total.heldBack += report.totals.heldBack;
}

/** Outcome with the requests to the services and the faults that hit them. */
export const playedOf = (
  seed: number,
  { failures, statuses, story, total }: Findings,
  { product, happened }: Pick<Scene, 'product' | 'happened'>,
): Played => ({
  ...{ seed, failures, statuses, story, ...total },
  faults: faultsOf(product),
  happened,
  requests: product.azureDevOps.requests.length + product.port.requests.length,
});

/** Family of a drawn fault, whose name begins with its route. */
const familyOf = (change = '') => `drawn, ${change.slice(change.indexOf(': ') + 2)}`;

function faultsOf({ azureDevOps, port }: Product): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (service: string, requests: readonly RecordedRequest[]) => {
    for (const { fault, status, change } of requests) {
      if (!fault) continue;
      const key = `${service}: ${fault === 'status' ? `answer ${status}` : fault === 'changed' ? familyOf(change) : fault}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
  };
  count('Azure DevOps', azureDevOps.requests);
  count('Port', port.requests);
  return counts;
}
