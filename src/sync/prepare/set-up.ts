import { openIntegration } from '../../port/integration/integration.ts';
import { waitForOtherRun } from '../../port/integration/overlap.ts';
import { pageUrl } from '../../report/words/words.ts';
import type { Settings } from '../../settings/types.ts';
import type { MappingTarget } from '../catalog/mapping-target.ts';
import type { SyncContext } from '../context.ts';
import { logPlannedSetUp, logSetUp } from '../record/log-lines.ts';
import type { Recorder } from '../record/recorder.ts';
import type { Prepared } from './prepare.ts';

/** A warning of the first plan after a take-over. */
const AFTER_ANOTHER =
  'This plan is of the first run after another exporter. A change that nothing in Azure DevOps explains is one of those that docs/migrating.md lists under “What is different on purpose”.';

/** A warning of the first run after the update to 0.2.0: runs that succeeded before may hold back or tell problems. */
const FIRST_WITH_PROOF =
  'This is the first run since the update to version 0.2.0, which takes a list for complete only where that is proven. What earlier versions passed over is now told as a problem, or holds back deletions. See “From 0.1 to 0.2” in docs/migrating.md.';

export interface SetUpOptions {
  settings: Settings;
  context: SyncContext;
  recorder: Recorder;
  prepared: Prepared;
  targets: readonly MappingTarget[];
}

function warn({ log }: SyncContext, recorder: Recorder, text: string, page?: string): void {
  log.warn(page === undefined ? text : `${text} ${page}`);
  recorder.report.warnings.push(text);
}

/**
 * Sets up the integration and default resources, and marks the run as running in Port. These are the first writes of
 * a run: something could be read by then. A plan only tells what it would set up.
 */
export async function setUp({ settings, context, recorder, prepared, targets }: SetUpOptions): Promise<void> {
  const { clock, log, port, stop, telemetry } = context;
  const { desired, planned, dead } = prepared;
  if (planned.plan.beforeProof)
    warn(context, recorder, FIRST_WITH_PROOF, pageUrl('migrating.md#from-01-to-02'));
  if (settings.mode === 'plan') {
    recorder.integrationPlanned(planned);
    logPlannedSetUp(log, planned);
    if (planned.state === 'adopted') warn(context, recorder, AFTER_ANOTHER);
    return;
  }
  await recorder.phase('Set up', async () => {
    const opened = await openIntegration(port, { ...desired, clock, log, signal: stop.signal }, planned.plan);
    recorder.integrationOpened(opened);
    logSetUp(log, opened);
    // A run that began meanwhile ends this one at once. After a wait, the pages read here would be older than the
    // entities that the other run wrote.
    const staleAfter = settings.overlap.staleAfter * 1000;
    const { integration: last } = await waitForOtherRun(port, { clock, log, limit: 0, staleAfter, dead });
    stop.signal.throwIfAborted();
    await recorder.announceRun(port, (last ?? opened.integration).resyncState);
    // Port shows metrics as a resync, which a run of a part is not.
    const shown = settings.scope.part ? { ...opened.integration, metricAttributes: {} } : opened.integration;
    telemetry.start(
      shown,
      targets.filter(({ resource }) => !resource.leftAlone),
    );
  });
}
