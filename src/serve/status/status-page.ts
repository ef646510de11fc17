import { bytes, counted, duration, moment, number } from '../../report/format.ts';
import { type Content, type Html, html, said, trusted } from '../../summary/html/markup.ts';
import { icon, styles } from '../../summary/html/styles/styles.ts';
import { type Column, table } from '../../summary/html/table.ts';
import type { Reason, Resync, ResyncKind } from '../resyncs/types.ts';
import type { EventsView, HooksView, ResyncSeries, ResyncsView, View } from '../view.ts';

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
/** Seconds after which a browser asks for the page again. */
const REFRESH = 30;

const OWN_STYLES = `
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; display: block; }
main > header { display: grid; gap: .4rem; padding: 0 0 1.5rem; }
main > section { display: block; padding: 1.5rem 0; margin: 0; }
main > section > h2 { margin-bottom: .75rem; }
main tbody th, main thead .first { min-width: 0; width: 4.5rem; }
main td.text, main th.text { min-width: 0; width: auto; }
main .scroll { overflow-x: auto; }
main > section > .why { margin-top: .75rem; }
.state { color: var(--status); }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .35rem 1.5rem; }
.facts dt { color: var(--muted); }
`;

/** The state of an always-on process, for people: one page that needs nothing else. Secrets are masked by the caller. */
export const statusPage = (view: View): string => {
  const { tone, words } = stateOf(view);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta http-equiv="refresh" content="${REFRESH}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${view.identifier}: ${words}</title>
<link rel="icon" href="${trusted(icon(tone))}">
<style>${trusted(styles + OWN_STYLES)}</style>
</head>
<body class="run-${tone}">
<main>
<header>
<p class="eyebrow">Port Catalog Sync, always on</p>
<h1>${said(view.identifier)}</h1>
<p class="verdict state">${words}</p>
</header>
${now(view)}
${view.events && events(view.events)}
${view.hooks && hooks(view.hooks)}
${view.resyncs && resyncs(view.resyncs)}
</main>
</body>
</html>
`.markup;
};

type Tone = Parameters<typeof icon>[0];

const stateOf = ({ resyncs }: View): { tone: Tone; words: string } => {
  if (!resyncs) return { tone: 'skipped', words: 'This process does no resyncs.' };
  const [last] = resyncs.ended;
  if (resyncs.port.failingSince !== undefined) return { tone: 'failed', words: 'Port does not answer.' };
  if (!last) return { tone: 'skipped', words: 'The first resync has not ended yet.' };
  const tone = last.status === 'crashed' ? 'failed' : last.status;
  return { tone, words: LAST[last.status] };
};

const LAST: Record<Resync['status'], string> = {
  succeeded: 'The last resync succeeded.',
  problems: 'The last resync succeeded with problems.',
  failed: 'The last resync failed.',
  crashed: 'The last resync crashed.',
  cancelled: 'The last resync was cancelled.',
  skipped: 'The last resync gave way to another run.',
};

const REASONS: Record<Reason, string> = {
  start: 'start',
  schedule: 'schedule',
  request: 'request in Port',
  mapping: 'another mapping',
  retry: 'another try',
  increment: 'schedule',
  'catch-up': 'catching up',
};

const KINDS: Record<ResyncKind, string> = { full: 'full', incremental: 'incremental' };

const reasonsOf = (reasons: readonly Reason[]): string => reasons.map((one) => REASONS[one]).join(', ');

const time = (at: number): string => moment(new Date(at).toISOString());
const shortTime = (at: number): string => time(at).replace(/ UTC$/, '');

const fact = (term: string, content: Content): Html => html`<dt>${term}</dt><dd>${content}</dd>\n`;

const now = ({ version, listener, organisations, startedAt, now: at, resyncs: view }: View): Html =>
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
      ? `resync ${running.number} (${reasonsOf(running.reasons)}), ${KINDS[running.kind]}, for ${duration((at - running.startedAt) / 1000)}`
      : 'nothing',
  ),
  waiting.length > 0 && fact('Waiting', `a resync (${reasonsOf(waiting)})`),
  fact('Full resyncs', seriesWords(full, at)),
  incremental && fact('Incremental ones', seriesWords(incremental, at)),
  fact('Port', portWords(port)),
];

const seriesWords = ({ succeededAt, failures, dueAt }: ResyncSeries, at: number): string =>
  [
    succeededAt === undefined ? 'none has succeeded yet' : `the last success ${ago(succeededAt, at)}`,
    failures > 0 && `${number(failures)} failed since`,
    dueAt !== undefined && (dueAt <= at ? 'the next is due' : `the next in ${duration((dueAt - at) / 1000)}`),
  ]
    .filter(Boolean)
    .join(', ');

/** How long ago, and when. */
const ago = (then: number, at: number): string =>
  `${duration(Math.max(0, at - then) / 1000)} ago (${time(then)})`;

const portWords = ({ failingSince, failure, succeededAt }: ResyncsView['port']): Content => {
  if (failingSince !== undefined)
    return html`does not answer since ${time(failingSince)}: ${said(failure ?? '')}`;
  return succeededAt === undefined ? 'not asked yet' : `answered at ${time(succeededAt)}`;
};

const events = (view: EventsView): Html => html`<section>
<h2>Events</h2>
<dl class="facts">
${fact('Received', outcomes(view.received))}
${fact('Waiting', waitingWords(view))}
${fact('Last written', view.appliedAt === undefined ? 'nothing yet' : time(view.appliedAt))}
${fact(
  'Entities',
  `${number(view.created)} created, ${number(view.updated)} updated, ${number(view.deleted)} deleted, ${number(view.unchanged)} unchanged, ${number(view.refused)} refused`,
)}
${view.failure !== undefined && fact('Held up', said(view.failure))}</dl>
</section>`;

const hooks = ({
  states,
  wanted,
  missing,
  reasons = [],
  checkedAt,
  failure,
}: HooksView): Html => html`<section>
<h2>Subscriptions</h2>
<dl class="facts">
${fact('Wanted', missing > 0 ? `${number(wanted)}, of which ${number(missing)} are missing` : number(wanted))}
${fact('Made by this installation', statesWords(states))}
${fact('Checked', checkedAt === undefined ? 'not yet' : time(checkedAt))}
${failure !== undefined && fact('Failed since', said(failure))}
${reasons.slice(0, SHOWN_REASONS).map((reason) => fact('Missing', said(reason)))}</dl>
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

const waitingWords = ({ waiting, oldestAt }: EventsView): string =>
  waiting === 0
    ? 'nothing'
    : `${counted(waiting, 'item')}${oldestAt === undefined ? '' : `, the first since ${time(oldestAt)}`}`;

const outcomes = (received: EventsView['received']): string => {
  const parts = Object.entries(received).map(
    ([outcome, count]) => `${number(count)} ${outcome.replaceAll('_', ' ')}`,
  );
  return parts.length === 0 ? 'none yet' : parts.join(', ');
};

const READ: Record<ResyncKind, string> = { full: 'all', incremental: 'changes' };

const columns: readonly [Column<Resync>, ...Column<Resync>[]] = [
  {
    heading: 'Resync',
    cell: ({ number: of, summary }) => (summary ? html`<a href="/status/report?resync=${of}">${of}</a>` : of),
  },
  { heading: 'Ended (UTC)', cell: ({ finishedAt }) => shortTime(finishedAt) },
  { heading: 'Read', cell: ({ kind }) => READ[kind] },
  { heading: 'By', cell: ({ reasons }) => reasonsOf(reasons), minor: true },
  { heading: 'Took', cell: (one) => duration((one.finishedAt - one.startedAt) / 1000), as: 'number' },
  { heading: 'Status', cell: ({ status }) => status },
  ...(['created', 'updated', 'deleted', 'refused'] as const).map(
    (outcome): Column<Resync> => ({
      heading: outcome.replace(/^./, (letter) => letter.toUpperCase()),
      cell: ({ summary }) => (summary ? number(summary[outcome]) : ''),
      as: 'number',
    }),
  ),
  {
    heading: 'Memory',
    cell: ({ summary }) => (summary ? bytes(summary.memoryBytes) : ''),
    as: 'number',
    minor: true,
  },
];

const resyncs = ({ ended }: ResyncsView): Html => html`<section>
<h2>Resyncs</h2>
${
  ended.length === 0
    ? html`<p>None has ended yet.</p>`
    : table({ id: 'resyncs', caption: 'The last ones, with their reports', rows: ended, columns })
}
${ended
  .filter(({ failure }) => failure)
  .slice(0, 5)
  .map(({ number: of, failure }) => html`<p class="why">Resync ${of}: ${said(failure ?? '')}</p>`)}
</section>`;
