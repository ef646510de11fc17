import { Cancelled, UserError } from '../../src/lib/errors.ts';
import type { CredentialSpec } from '../emulators/azure-devops/index.ts';
import { identifier, type Product } from '../integration/product.ts';
import type { EndingChecks } from './ending.ts';
import type { Others } from './others.ts';
import type { FaultyRun, Moment } from './schedule.ts';

export interface Armament {
  product: Product;
  others: Others;
  /** Credentials that Azure DevOps takes, which a run may lose. */
  credentials: CredentialSpec[];
  /** Credential of a run without faults. */
  wide: CredentialSpec;
  /** Credential that sees one project alone; undefined for a token that sees what it saw. */
  narrow: CredentialSpec | undefined;
}

const STOPS: Partial<Record<Moment['what'], 'cancelled' | 'failed'>> = {
  cancel: 'cancelled',
  'time limit': 'failed',
};

/** Faults and moments of runs: brought about, and ended. */
export function createArming({ product, others, credentials, wide, narrow }: Armament) {
  const { azureDevOps, port, clock } = product;
  const happens = momentsOf(product, others, credentials);
  const happened: Record<string, number> = {};
  const note = (what: string) => {
    happened[what] = (happened[what] ?? 0) + 1;
  };
  const begin = ({ narrowed, oddSelector, leftRunning }: FaultyRun) => {
    if (narrowed && narrow) {
      credentials.splice(0, 1, narrow);
      note('the job’s token sees one project');
    }
    if (oddSelector) note('a selector fails');
    const integration = port.integration(identifier);
    if (leftRunning === undefined || !integration) return;
    const lastResyncStart = new Date(clock.now() - leftRunning * 60_000).toISOString();
    integration.resyncState = { status: 'running', lastResyncStart };
    note('another run’s mark was left');
  };
  return {
    /** Events beside the faults, with how often each came about. */
    happened,
    /** Brings the run's faults and moments about; the function tells whether it was stopped. */
    arm(faulty: FaultyRun, mutation: () => void): () => Pick<EndingChecks, 'stopped' | 'stoppedAt'> {
      const { faults, moments } = faulty;
      let count = 0;
      let stopped: EndingChecks['stopped'];
      let stoppedAt: number | undefined;
      begin(faulty);
      const watch = () => {
        count += 1;
        for (const { at, what } of moments) {
          if (at !== count) continue;
          happens[what](mutation);
          note(what);
          stopped ??= STOPS[what];
          if (stopped) stoppedAt ??= clock.now();
        }
        return false;
      };
      const watcher = { match: watch, fault: { type: 'reset' } as const };
      azureDevOps.faults = [watcher, ...faults.azureDevOps];
      port.faults = [watcher, ...faults.port];
      return () => ({ stopped, stoppedAt });
    },
    /** Ends the faults; true when Port was under none. */
    disarm(): boolean {
      const quiet = port.faults.length === 1;
      azureDevOps.faults = [];
      port.faults = [];
      credentials.splice(0, credentials.length, wide);
      others.leave();
      return quiet;
    },
  };
}

const momentsOf = (
  product: Product,
  others: Others,
  credentials: CredentialSpec[],
): Record<Moment['what'], (mutation: () => void) => void> => ({
  mutate: (mutation) => mutation(),
  'revoke tokens': () => product.port.revokeTokens(),
  expire: () => credentials.splice(0),
  others: others.act,
  'no blueprint': others.removeBlueprint,
  cancel: () => product.stop(new Cancelled('The run was cancelled (SIGTERM).')),
  'time limit': () => product.stop(new UserError('The run took longer than timeLimit (60 s) and was ended.')),
});
