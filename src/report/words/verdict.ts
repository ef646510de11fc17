import { asSentence } from '../../lib/text/sentence.ts';
import type { Outcomes, Report, Status } from '../report.ts';
import { counted, listed, number } from './format.ts';

/**
 * The end of a run, by its numbers. What ends it early decides first. Then anything that was not read, mapped or
 * accepted is a problem. Held-back deletions and misconfigured items are not.
 */
export const statusOf = (
  report: Pick<Report, 'problems' | 'resources' | 'organisations' | 'totals'>,
  ended: { failed?: boolean; cancelled?: boolean; skipped?: boolean } = {},
): Status => {
  if (ended.cancelled) return 'cancelled';
  if (ended.failed) return 'failed';
  if (ended.skipped) return 'skipped';
  const incomplete =
    report.organisations.some((organisation) => !organisation.complete) ||
    report.resources.some((resource) => (!resource.complete && !resource.leftAlone) || resource.failed > 0);
  return incomplete || report.problems.length > 0 || report.totals.refused > 0 ? 'problems' : 'succeeded';
};

/** The status in the words of a title. */
export const statusWord: Record<Status, string> = {
  succeeded: 'Succeeded',
  problems: 'Succeeded with problems',
  failed: 'Failed',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
};

export const hasChanges = (totals: Outcomes): boolean => totals.created + totals.updated + totals.deleted > 0;

const entities = (count: number): string => counted(count, 'entity', 'entities');

const changes = ({ created, updated, deleted }: Outcomes): string[] =>
  [
    created ? `${number(created)} created` : '',
    updated ? `${number(updated)} updated` : '',
    deleted ? `${number(deleted)} deleted` : '',
  ].filter(Boolean);

/** Actions of a sync in words: `create 3`. */
const intentions = ({ created, updated, deleted }: Outcomes): string[] =>
  [
    created ? `create ${number(created)}` : '',
    updated ? `update ${number(updated)}` : '',
    deleted ? `delete ${number(deleted)}` : '',
  ].filter(Boolean);

const some = (count: number, words: (count: string) => string): string[] =>
  count > 0 ? [words(number(count))] : [];

/** A plan of changes in a sentence, without its full stop. */
export const wouldDo = (totals: Outcomes): string =>
  `A sync would ${listed([...intentions(totals), ...some(totals.unchanged, (count) => `leave ${count} unchanged`)])}`;

const shortfalls = (report: Report): string[] => {
  const unread = report.resources.filter((resource) => !resource.complete && !resource.leftAlone).length;
  const failed = report.resources.reduce((sum, resource) => sum + resource.failed, 0);
  const lacking = report.organisations.filter((organisation) => !organisation.complete).length;
  return [
    lacking
      ? `${number(lacking)} of ${counted(report.organisations.length, 'organisation')} not read in full`
      : '',
    unread ? `${number(unread)} of ${counted(report.resources.length, 'resource')} not read in full` : '',
    failed ? `${counted(failed, 'item')} not mapped` : '',
    report.totals.refused
      ? `${entities(report.totals.refused)} ${report.run.mode === 'plan' ? 'that Port would refuse' : 'refused by Port'}`
      : '',
  ].filter(Boolean);
};

const withShortfalls = (sentence: string, report: Report): string => {
  if (report.run.status !== 'problems') return `${sentence}.`;
  const parts = shortfalls(report);
  return `${sentence}; ${parts.length > 0 ? listed(parts) : counted(report.problems.length, 'problem')}.`;
};

const known = ({ created, updated, unchanged }: Outcomes): number => created + updated + unchanged;

/** The verdict where nothing differs from the catalog. */
const still = ({ run, totals }: Report): string => {
  if (known(totals) === 0 && run.event) return 'Nothing of the catalog was touched';
  if (known(totals) === 0 && run.increments?.since !== undefined) return 'Nothing changed since the last run';
  return `Nothing changed: ${entities(known(totals))} compared`;
};

const synced = (report: Report): string => {
  const { totals } = report;
  const sentence = hasChanges(totals)
    ? [...changes(totals), ...some(totals.unchanged, (count) => `${count} unchanged`)].join(', ')
    : still(report);
  return withShortfalls(sentence, report);
};

const planned = (report: Report): string => {
  const { totals } = report;
  const sentence = hasChanges(totals)
    ? wouldDo(totals)
    : `A sync would change nothing: ${entities(known(totals))} compared`;
  return withShortfalls(sentence, report);
};

const checked = (report: Report): string => {
  const { resources, problems, totals, run } = report;
  const left = resources.reduce((sum, { misconfigured, skipped }) => sum + misconfigured + skipped, 0);
  const empty = resources.reduce((sum, { fieldErrors }) => sum + fieldErrors.length, 0);
  const remarks = [
    left ? `${counted(left, 'item')} left out` : '',
    empty ? `${counted(empty, 'field')} failed` : '',
  ].filter(Boolean);
  const tried = `${counted(resources.length, 'resource')} tried on ${counted(totals.rawItems, 'sample item')}`;
  if (run.status === 'problems')
    return `The mapping can be used, but not for every sample: ${tried}, ${counted(problems.length, 'problem')} found.`;
  return `The mapping is valid: ${[tried, ...remarks].join(', ')}.`;
};

const removed = (report: Report): string => {
  const { deleted, heldBack } = report.totals;
  const held = heldBack > 0 ? `, ${number(heldBack)} held back` : '';
  return withShortfalls(`${entities(deleted)} deleted that an earlier run put off${held}`, report);
};

/** The part of a run that was done before it ended early. */
const soFar = ({ totals, run }: Report): string => {
  if (run.mode === 'check') return '';
  if (run.mode === 'plan') return 'Nothing was written.';
  const done = hasChanges(totals) ? `Until then: ${listed(changes(totals))}.` : 'No entity was written.';
  if (totals.unsettled === 0) return done;
  return `${done} Mapped and not written, or not confirmed by Port: ${entities(totals.unsettled)}, left to the next run.`;
};

/** A run of a part is no full sync, whatever its status. */
const partWords = ({ run: { part } }: Report): string => {
  if (!part) return '';
  const inputs = [
    ...(part.only.length > 0 ? [`only ${part.only.join(', ')}`] : []),
    ...(part.onlyProjects.length > 0 ? [`onlyProjects ${part.onlyProjects.join(', ')}`] : []),
  ];
  return `A part (${inputs.join('; ')}). `;
};

/** A line that says how the run ended. It may hold text from outside (the failure's message): escape it. */
export const verdict = (report: Report): string => {
  const { run } = report;
  if (run.status === 'failed' || run.status === 'skipped')
    return `${asSentence(run.failure?.message ?? 'The run failed')} ${soFar(report)}`.trimEnd();
  if (run.status === 'cancelled')
    return `${run.failure?.message ?? 'The run was cancelled.'} ${soFar(report)}`;
  if (run.mode === 'check') return checked(report);
  if (run.mode === 'delete') return removed(report);
  if (run.event?.nothing !== undefined) return `Nothing to do, because ${run.event.nothing}.`;
  return `${partWords(report)}${run.mode === 'plan' ? planned(report) : synced(report)}`;
};
