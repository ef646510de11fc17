import { bytes, duration, number } from '../../report/words/format.ts';
import { type Html, html, said } from '../../summary/html/markup.ts';
import { type Column, table } from '../../summary/html/table.ts';
import type { Resync, ResyncKind } from '../resyncs/types.ts';
import type { ResyncsView } from '../view.ts';
import { reasonsOf, shortTime } from './sections.ts';

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

/** The last resyncs, with their reports. */
export const resyncsSection = ({ ended }: ResyncsView): Html => html`<section>
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
