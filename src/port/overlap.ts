import { UserError } from '../errors.ts';
import type { Clock } from '../http/types.ts';
import type { Log } from '../log.ts';
import type { Integration, Port } from './types.ts';

export interface OverlapOptions {
  clock: Clock;
  log: Log;
  /** Milliseconds to wait for the other run before giving way; 0 gives way at once. */
  limit: number;
  /** Milliseconds after which a `running` state is taken for that of a run that died (1 hour). */
  staleAfter?: number;
  signal?: AbortSignal;
}

const hour = 3_600_000;
const poll = 15_000;

/**
 * Waits until no other run (another schedule, the Docker step) works on the integration. Resolves with the integration
 * as it was found then, and the milliseconds that this took. Throws UserError when one still does at the limit. A state
 * without a start, or with one that no clock explains, blocks nobody.
 */
export const waitForOtherRun = async (
  port: Port,
  { clock, log, limit, staleAfter = hour, signal }: OverlapOptions,
): Promise<{ integration: Integration | undefined; waited: number }> => {
  const began = clock.now();
  const giveWayAt = began + limit;
  for (let told = false; ; told = true) {
    const integration = await port.integration();
    const since = runningSince(integration);
    if (since === undefined || Math.abs(clock.now() - since) >= staleAfter)
      return { integration, waited: told ? clock.now() - began : 0 };
    const left = giveWayAt - clock.now();
    if (left <= 0) throw overlapping(port.identifier, since, limit, staleAfter);
    const started = new Date(since).toISOString();
    if (!told) {
      log.warn(
        `Another run of the integration has been at work since ${started}; waiting for its end, at most until ${new Date(giveWayAt).toISOString()}.`,
      );
    } else log.progress(`Waiting for the run that began at ${started}`);
    await clock.sleep(Math.min(poll, left), signal);
  }
};

const runningSince = (integration: Integration | undefined): number | undefined => {
  const state = integration?.resyncState;
  if (state?.status !== 'running') return undefined;
  const since = Date.parse(state.lastResyncStart ?? '');
  return Number.isNaN(since) ? undefined : since;
};

const duration = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} minutes`;

const overlapping = (identifier: string, since: number, limit: number, staleAfter: number): UserError =>
  new UserError(
    `Another run of the integration "${identifier}" has been at work since ${new Date(since).toISOString()}` +
      (limit > 0 ? `, and still was after ${duration(limit)} of waiting.` : '.'),
    `Let it finish, or give the schedules room. If it died: its mark is ignored from ${new Date(since + staleAfter).toISOString()} on.`,
  );
