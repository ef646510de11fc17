import { askEngine } from './fallback.ts';

/** The only form of a time that is certain: whole seconds, UTC. */
const FORM = '%Y-%m-%dT%H:%M:%SZ';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
/** The last second before the year 10000, since 1970. */
const LAST = 253_402_300_799;

/** `fromdate`: a time that exists, since 1970 and to the second. jq takes others too, and some that do not exist. */
export function secondsOf(time: string): number {
  const ms = TIME.test(time) ? Date.parse(time) : Number.NaN;
  return ms >= 0 && written(ms) === time ? ms / 1000 : askEngine();
}

/** `todate`, and `strftime` of the same form: the part of a second is left out. */
export function timeOf(seconds: unknown): string {
  const sure = typeof seconds === 'number' && seconds >= 0 && seconds <= LAST;
  return sure ? written(Math.floor(seconds) * 1000) : askEngine();
}

/** `strptime`: year, month from 0 on, day, hours, minutes, seconds, day of the week and of the year. */
export function brokenDown(time: unknown, form: unknown): number[] {
  if (form !== FORM || typeof time !== 'string') return askEngine();
  const at = new Date(secondsOf(time) * 1000);
  const year = at.getUTCFullYear();
  const dayOfYear = (Date.UTC(year, at.getUTCMonth(), at.getUTCDate()) - Date.UTC(year, 0)) / 86_400_000;
  return [
    year,
    at.getUTCMonth(),
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    at.getUTCSeconds(),
    at.getUTCDay(),
    dayOfYear,
  ];
}

/** `mktime` of what `strptime` gives. */
export function secondsOfBrokenDown(parts: unknown): number {
  if (!Array.isArray(parts) || parts.length !== 8 || !parts.every(Number.isInteger)) return askEngine();
  const [year = 0, month, day, hours, minutes, seconds] = parts as number[];
  const ms = Date.UTC(year, month, day, hours, minutes, seconds);
  const at = new Date(ms);
  const exists =
    year >= 1970 &&
    at.getUTCFullYear() === year &&
    at.getUTCMonth() === month &&
    at.getUTCDate() === day &&
    at.getUTCHours() === hours &&
    at.getUTCMinutes() === minutes;
  return exists ? ms / 1000 : askEngine();
}

/** `strftime` of seconds. */
export const inForm = (seconds: unknown, form: unknown): string =>
  form === FORM ? timeOf(seconds) : askEngine();

const written = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
