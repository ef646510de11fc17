import { storedMapping } from '../../mapping/load-mapping.ts';
import type { ParsedMapping } from '../../mapping/types.ts';
import { openIntegration } from '../../port/integration.ts';
import { waitForOtherRun } from '../../port/overlap.ts';
import { pageUrl } from '../../report/words.ts';
import type { Settings } from '../../settings/types.ts';
import type { FeedPlan } from '../catalog/targets.ts';
import { tellPlannedSetUp, tellSetUp } from '../record/log-lines.ts';
import type { Record } from '../record/recorder.ts';
import type { Tools } from '../run.ts';
import type { Prepared } from './prepare.ts';

/** A plan of the first run after a take-over: what it tells is not all of it news from Azure DevOps. */
const AFTER_ANOTHER =
  'This plan is of the first run after another exporter. A change that nothing in Azure DevOps explains is one of those that docs/migrating.md lists under “What is different on purpose”.';

/** Runs that said `succeeded` may now hold back or tell problems: the first of them says why. */
const FIRST_WITH_PROOF =
  'This is the first run since the update to version 0.2.0, which takes a list for complete only where that is proven. What earlier versions passed over is now told as a problem, or holds back deletions. See “From 0.1 to 0.2” in docs/migrating.md.';

function warn({ log }: Tools, record: Record, text: string, page?: string): void {
  log.warn(page === undefined ? text : `${text} ${page}`);
  record.report.warnings.push(text);
}

/** Integration, default resources, resync state: the first writes, once it is sure that something can be read. */
export async function setUp(
  settings: Settings,
  tools: Tools,
  record: Record,
  { wish, planned, dead }: Prepared,
  feeds: readonly FeedPlan[],
): Promise<void> {
  const { clock, log, port, stop, visible } = tools;
  if (planned.plan.beforeProof) warn(tools, record, FIRST_WITH_PROOF, pageUrl('migrating.md#from-01-to-02'));
  if (settings.mode === 'plan') {
    record.planned(planned);
    tellPlannedSetUp(log, planned);
    if (planned.state === 'adopted') warn(tools, record, AFTER_ANOTHER);
    return;
  }
  await record.phase('Set up', async () => {
    const opened = await openIntegration(port, { ...wish, clock, log, signal: stop.signal }, planned.plan);
    record.opened(opened);
    tellSetUp(log, opened);
    // One that began meanwhile is not waited for: what has been read here would be older than what it writes.
    const staleAfter = settings.overlap.staleAfter * 1000;
    await waitForOtherRun(port, { clock, log, limit: 0, staleAfter, dead });
    stop.signal.throwIfAborted();
    await record.announce(port, opened.integration.resyncState);
    // Port shows metrics as a resync, which a run of a part is not.
    const shown = settings.scope.part ? { ...opened.integration, metricAttributes: {} } : opened.integration;
    visible.start(
      shown,
      feeds.filter(({ resource }) => !resource.leftAlone),
    );
  });
}

/** Port sets up the mapping itself when the integration is created: only then is it known. */
export async function mappingFromPort(
  prepared: Prepared,
  tools: Tools,
  record: Record,
  planning: boolean,
): Promise<ParsedMapping | undefined> {
  if (planning) {
    record.planned(prepared.planned);
    record.report.warnings.push(
      'Port would provide the mapping on the first sync: until then nothing can be planned.',
    );
    return undefined;
  }
  const { clock, log, port, stop, kinds } = tools;
  const opened = await record.phase('Set up', () =>
    openIntegration(port, { ...prepared.wish, clock, log, signal: stop.signal }, prepared.planned.plan),
  );
  record.opened(opened);
  prepared.planned = { ...prepared.planned, newBlueprints: [] };
  return storedMapping(opened.config, opened.configOrigin, kinds);
}
