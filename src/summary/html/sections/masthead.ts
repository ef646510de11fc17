import type { Outcomes, Report, Status } from '../../../report/report.ts';
import { counted, duration, moment, number } from '../../../report/words/format.ts';
import { runWords } from '../../../report/words/run-words.ts';
import { statusWord, verdict } from '../../../report/words/verdict.ts';
import { helpFor, mappingWord, modeTitle, outcomeWords } from '../../../report/words/words.ts';
import { type Part, stacked, type Tone } from '../charts.ts';
import { type Content, type Html, html, name, said } from '../markup.ts';

const signs: Record<Status, Html> = {
  succeeded: html`<path d="M5 12.5l4.5 4.5L19 7.5"/>`,
  problems: html`<path d="M12 5v9M12 18v.5"/>`,
  failed: html`<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>`,
  cancelled: html`<path d="M7 7h10v10H7z"/>`,
  skipped: html`<path d="M6 6l6 6-6 6M13 6l6 6-6 6"/>`,
};

const fact = (label: string, value: Content): Html => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;

const between = (parts: readonly Html[]): Html[] =>
  parts.map((part, at) => (at === 0 ? part : html`, ${part}`));

const facts = (report: Report): Html => {
  const { run, organisations, integration } = report;
  return html`<dl class="facts">
${
  organisations.length > 0
    ? fact(
        organisations.length === 1 ? 'Organisation' : 'Organisations',
        between(organisations.map((row) => name(row.name))),
      )
    : ''
}${integration.identifier ? fact('Integration', name(integration.identifier)) : ''}
${report.mapping.origin !== 'unknown' && fact('Mapping', said(mappingWord(report.mapping)))}
${fact('Finished', moment(run.finishedAt))}
${fact('Duration', duration(run.durationSeconds))}
</dl>`;
};

const figures = ({ totals, run }: Report): Html => {
  const words = outcomeWords(run.mode);
  const figure = (tone: Tone, label: string, value: number): Html =>
    html`<div class="${tone}${value === 0 ? ' none' : ''}"><dt>${label}</dt><dd>${number(value)}</dd></div>`;
  return html`<dl class="figures">
${figure('created', words.created, totals.created)}
${figure('updated', words.updated, totals.updated)}
${figure('deleted', words.deleted, totals.deleted)}
${figure('unchanged', words.unchanged, totals.unchanged)}
${figure('refused', words.refused, totals.refused)}
${figure('held-back', 'Held back', totals.heldBack)}
</dl>`;
};

const parts = (totals: Outcomes & { heldBack: number }): Part[] => [
  { tone: 'created', value: totals.created },
  { tone: 'updated', value: totals.updated },
  { tone: 'deleted', value: totals.deleted },
  { tone: 'unchanged', value: totals.unchanged },
  { tone: 'refused', value: totals.refused },
  { tone: 'held-back', value: totals.heldBack },
];

const balance = (report: Report): Content => {
  const all = parts(report.totals);
  const sum = all.reduce((total, part) => total + part.value, 0);
  return sum === 0 ? undefined : html`${figures(report)}${stacked(all, sum, 'balance')}`;
};

const advice = ({ run: { failure } }: Report): Content => {
  if (!failure?.hint && !failure?.code) return undefined;
  const { hint, code } = failure;
  return html`<p class="advice"><strong>What to do</strong> ${hint && said(hint)} ${code && html`<a href="${helpFor(code)}" target="_blank" rel="noopener noreferrer">${code}</a>`}</p>`;
};

/** The head of the page: how the run ended, where, and how many of what. */
export const masthead = (report: Report): Html => {
  const { run, organisations } = report;
  return html`<header>
<p class="eyebrow">${modeTitle[run.mode]}${organisations.length > 1 ? `, ${counted(organisations.length, 'organisation')}` : ''}</p>
<h1><svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${signs[run.status]}</svg>${statusWord[run.status]}</h1>
<p class="verdict">${said(verdict(report))}</p>
${runWords(report).map((line) => html`<p>${said(line)}</p>`)}
${advice(report)}
${facts(report)}
${balance(report)}
</header>`;
};
