import type { ResyncSchedule } from './types.ts';

/** Set in the environment of a run by the always-on process that starts it: `R/<begin>/PT<minutes>M` (ISO 8601). */
export const SCHEDULE = 'PORT_SYNC_RESYNC_SCHEDULE';

export const scheduleText = ({ since, minutes }: ResyncSchedule): string =>
  `R/${new Date(since).toISOString()}/PT${minutes}M`;

/** The schedule in a text. Undefined where there is none, or where it is not whole. */
export const scheduleIn = (text = ''): ResyncSchedule | undefined => {
  const [, begin = '', minutes] = /^R\/([^/]{1,30})\/PT(\d{1,6})M$/.exec(text) ?? [];
  const schedule = { since: Date.parse(begin), minutes: Number(minutes) };
  return Number.isNaN(schedule.since) || !(schedule.minutes > 0) ? undefined : schedule;
};

/** The next time of a schedule after one, ms since 1970. */
export const nextBySchedule = ({ since, minutes }: ResyncSchedule, after: number): number => {
  const ms = minutes * 60_000;
  return since + Math.max(1, Math.floor((after - since) / ms) + 1) * ms;
};
