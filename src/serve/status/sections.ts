import { counted, duration, moment, number } from '../../report/words/format.ts';
import { type Content, type Html, html, said } from '../../summary/html/markup.ts';
import type { Reason } from '../resyncs/types.ts';
import type { EventsView, HooksView, ResyncSeries, ResyncsView, View } from '../view.ts';

const REASONS: Record<Reason, string> = {
  start: 'start',
  schedule: 'schedule',
  request: 'request in Port',
  mapping: 'another mapping',
  retry: 'another try',
  increment: 'schedule',
  'catch-up': 'catching up',
};

export const reasonsOf = (reasons: readonly Reason[]): string =>
  reasons.map((one) => REASONS[one]).join(', ');

const time = (at: number): string => moment(new Date(at).toISOString());
export const shortTime = (at: number): string => time(at).replace(/ UTC$/, '');

const fact = (term: string, content: Content): Html => html`<dt>${term}</dt><dd>${content}</dd>\n`;

/** The section of what is at work, and what comes next. */
export const nowSection = ({
  version,
  listener,
  organisations,
  startedAt,
  now: at,
  resyncs: view,
}: View): Html =>
  html`<section>
<h2>Now</h2>
<dl class="facts">
${fact('At', time(at))}
${fact(
  'Organisations',
  organisations.map((url, index) => [index > 0 && ', ', said(url)]),
)}
${fact('Running since', `${time(startedAt)}, version ${version}, ${listener}`)}
${view && resyncFacts(view, at)}</dl>
</section>`;

const resyncFacts = ({ running, waiting, full, incremental, port }: ResyncsView, at: number) => [
  fact(
    'At work',
    running
      ? `resync ${running.number} (${reasonsOf(running.reasons)}), ${running.kind}, for ${seconds(at - running.startedAt)}`
      : 'nothing',
  ),
  waiting.length > 0 && fact('Waiting', `a resync (${reasonsOf(waiting)})`),
  fact('Full resyncs', seriesWords(full, at)),
  incremental && fact('Incremental ones', seriesWords(incremental, at)),
  fact('Port', portWords(port, at)),
];

const seriesWords = ({ succeededAt, failures, dueAt }: ResyncSeries, at: number): string =>
  [
    succeededAt === undefined ? 'none has succeeded yet' : `the last success ${ago(succeededAt, at)}`,
    failures > 0 && `${number(failures)} failed since`,
    dueAt !== undefined && (dueAt <= at ? 'the next is due' : `the next in ${seconds(dueAt - at)}`),
  ]
    .filter(Boolean)
    .join(', ');

/** The time since then, and the time itself. */
const ago = (then: number, at: number): string => `${seconds(at - then)} ago (${time(then)})`;

/** A duration in whole seconds, or in longer units. */
const seconds = (ms: number): string => {
  const whole = Math.round(Math.max(0, ms) / 1000);
  return whole < 60 ? `${whole} s` : duration(whole);
};

const portWords = ({ failingSince, failure, succeededAt }: ResyncsView['port'], at: number): Content => {
  if (failingSince !== undefined)
    return html`does not answer since ${time(failingSince)}: ${said(failure ?? '')}`;
  return succeededAt === undefined ? 'not asked yet' : `answered ${ago(succeededAt, at)}`;
};

/** The section of events, and what came of them. */
export const eventsSection = (view: EventsView, at: number): Html => html`<section>
<h2>Events</h2>
<dl class="facts">
${fact('Received', outcomes(view.received))}
${fact('Waiting', waitingWords(view, at))}
${fact('Last written', view.appliedAt === undefined ? 'nothing yet' : ago(view.appliedAt, at))}
${fact(
  'Entities',
  `${number(view.created)} created, ${number(view.updated)} updated, ${number(view.deleted)} deleted, ${number(view.unchanged)} unchanged, ${number(view.refused)} refused`,
)}
${view.failure !== undefined && fact('Held up', said(view.failure))}</dl>
</section>`;

/** The section of subscriptions in Azure DevOps. */
export const hooksSection = (
  { states, wanted, missing, reasons = [], checkedAt, failure }: HooksView,
  at: number,
): Html => html`<section>
<h2>Subscriptions</h2>
<dl class="facts">
${fact('Wanted', missing > 0 ? `${number(wanted)}, of which ${number(missing)} are missing` : number(wanted))}
${fact('Made here', statesWords(states))}
${fact('Checked', checkedAt === undefined ? 'not yet' : ago(checkedAt, at))}
${failure !== undefined && fact('Failed since', said(failure))}
${reasons.slice(0, SHOWN_REASONS).map((reason) => fact('Not done', said(reason)))}</dl>
</section>`;

const SHOWN_REASONS = 10;

const STATES: Readonly<Record<string, string>> = {
  enabled: 'enabled',
  onProbation: 'restricted',
  disabledByUser: 'disabled by a person',
  disabledBySystem: 'disabled by Azure DevOps',
  disabledByInactiveIdentity: 'disabled, as their owner is gone',
};

const statesWords = (states: HooksView['states']): string => {
  const parts = Object.entries(states).flatMap(([status, count]) =>
    count > 0 ? `${number(count)} ${STATES[status] ?? 'of an unknown status'}` : [],
  );
  return parts.length === 0 ? 'none' : parts.join(', ');
};

const waitingWords = ({ waiting, oldestAt }: EventsView, at: number): string =>
  waiting === 0
    ? 'nothing'
    : `${counted(waiting, 'item')}${oldestAt === undefined ? '' : `, the first for ${seconds(at - oldestAt)}`}`;

const outcomes = (received: EventsView['received']): string => {
  const parts = Object.entries(received).map(
    ([outcome, count]) => `${number(count)} ${outcome.replaceAll('_', ' ')}`,
  );
  return parts.length === 0 ? 'none yet' : parts.join(', ');
};
