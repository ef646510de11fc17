import { storedMapping } from '../../mapping/definition/load-mapping.ts';
import type { ParsedMapping } from '../../mapping/types.ts';
import { openIntegration } from '../../port/integration/integration.ts';
import type { SyncContext } from '../context.ts';
import type { Recorder } from '../record/recorder.ts';
import type { Prepared } from './prepare.ts';

/**
 * Creates the integration first, where Port itself provides the mapping with it. Undefined in a plan: nothing can be
 * planned before the first sync.
 */
export async function mappingFromPort(
  prepared: Prepared,
  { clock, log, port, stop, kinds }: SyncContext,
  recorder: Recorder,
  planning: boolean,
): Promise<ParsedMapping | undefined> {
  if (planning) {
    recorder.integrationPlanned(prepared.planned);
    recorder.report.warnings.push(
      'Port would provide the mapping on the first sync: until then nothing can be planned.',
    );
    return undefined;
  }
  const opened = await recorder.phase('Set up', () =>
    openIntegration(port, { ...prepared.desired, clock, log, signal: stop.signal }, prepared.planned.plan),
  );
  recorder.integrationOpened(opened);
  prepared.planned = { ...prepared.planned, newBlueprints: [] };
  return storedMapping(opened.config, opened.configOrigin, kinds);
}
