import type { Clock } from '../../lib/async/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { holdMark } from '../../port/integration/mark.ts';
import type { Port, ResyncStatus } from '../../port/port.ts';
import type { Integration } from '../../port/types.ts';
import type { Report } from '../../report/report.ts';
import { nextBySchedule } from '../../settings/schedule.ts';
import type { ResyncSchedule } from '../../settings/types.ts';

/** The run as Port's other users see it: at work, and then ended. */
export interface Announcement {
  /**
   * Tells Port that the run is on; `end` tells how it ended, or for one that is no resync (of a part, or of deletions
   * alone) that all is as before.
   */
  begin(port: Port, startedAt: string, before?: Integration['resyncState']): Promise<void>;
  /** Resolves with what went wrong, if Port could not be told before the time was up. */
  end(report: Report, timeUp: Promise<void>): Promise<string | undefined>;
}

/** Port knows no state between completed and failed: any error in a resource is a failed resync. */
export const RESYNC_STATUS: { [S in Report['run']['status']]: Exclude<ResyncStatus, 'running'> } = {
  succeeded: 'completed',
  problems: 'failed',
  failed: 'failed',
  cancelled: 'aborted',
  skipped: 'aborted',
};

/** The announcement of a run to Port. `schedule`: that of the process that starts a run again and again. */
export function createAnnouncement(clock: Clock, schedule?: ResyncSchedule): Announcement {
  let to: { port: Port; before: Integration['resyncState'] } | undefined;
  let mark: Awaited<ReturnType<typeof holdMark>> | undefined;
  return {
    async begin(port, startedAt, before) {
      to = { port, before };
      mark = await holdMark(port, startedAt, clock);
    },
    async end({ run }, timeUp) {
      if (!to) return undefined;
      await mark?.letGo();
      const late = new AbortController();
      const { finishedAt } = run;
      const isResync = !run.part && !run.increments?.since && run.mode !== 'delete';
      const state = !isResync
        ? asBefore(to.before, finishedAt)
        : { status: RESYNC_STATUS[run.status], lastResyncEnd: finishedAt, ...nextAfter(run, schedule) };
      const told = to.port.resyncState(state, late);
      const tooLate = timeUp.then(() => {
        throw new Error('no answer in time');
      });
      try {
        await Promise.race([told, tooLate]);
        return undefined;
      } catch (error) {
        return `Port could not be told that the run has ended: ${messageOf(error)}`;
      } finally {
        late.abort();
        tooLate.catch(() => {});
        told.catch(() => {});
      }
    },
  };
}

/** The next run of the schedule. One that was cancelled tells of none: mostly its process ends. */
function nextAfter(
  { status, finishedAt }: Report['run'],
  schedule: ResyncSchedule | undefined,
): Pick<Parameters<Port['resyncState']>[0], 'nextResync' | 'intervalMinutes'> {
  if (!schedule || status === 'cancelled') return {};
  const next = new Date(nextBySchedule(schedule, Date.parse(finishedAt)));
  return { nextResync: next.toISOString(), intervalMinutes: schedule.minutes };
}

/** The end of the last resync, as Port had it; where it has none to tell of, or one that died, one that was aborted. */
function asBefore(before: Integration['resyncState'], now: string): Parameters<Port['resyncState']>[0] {
  const { status, lastResyncStart, lastResyncEnd, nextResync, intervalInMinuets } = before ?? {};
  const ended = (['completed', 'failed', 'aborted'] as const).find((one) => one === status);
  return {
    status: ended ?? 'aborted',
    ...(lastResyncStart && { lastResyncStart }),
    lastResyncEnd: (ended && lastResyncEnd) ?? now,
    ...(ended && nextResync && { nextResync }),
    ...(ended && intervalInMinuets && { intervalMinutes: intervalInMinuets }),
  };
}
