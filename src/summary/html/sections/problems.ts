import { counted, number, percent } from '../../../report/format.ts';
import type { ProblemGroup, Report } from '../../../report/report.ts';
import { heldBecause, helpFor, phaseWord, ranked } from '../../../report/words.ts';
import { type Content, type Html, html, name, said } from '../markup.ts';
import { more, table } from '../table.ts';
import type { Section } from './section.ts';

const detail = (label: string, text: string | undefined): Content =>
  text && html`<div><dt>${label}</dt><dd>${said(text)}</dd></div>`;

const item = ({ code, phase, message, count, subject, example, hint }: ProblemGroup): Html => html`<li>
<h3>${said(message)}</h3>
<p class="where">${phase !== 'setup' && `${counted(count, 'time')} `}${phaseWord[phase]} ${name(subject)} <a href="${helpFor(code)}" target="_blank" rel="noopener noreferrer">${code}</a></p>
${hint || example ? html`<dl>${detail('What to do', hint)}${detail('For example', example)}</dl>` : ''}
</li>`;

export const problems = (report: Report): Section[] =>
  report.problems.length === 0
    ? []
    : [
        {
          id: 'problems',
          title: 'Problems',
          count: number(report.problems.length),
          note: 'What was not read, mapped or accepted, in the order of the run.',
          body: html`<ol class="problems">${ranked(report.problems).slice(0, 100).map(item)}</ol>${more(report.problems.length, 100)}`,
        },
      ];

export const heldBack = ({ deletions, totals }: Report): Section[] => {
  if (deletions.heldBack.length === 0) return [];
  const { stale, owned, share, threshold } = deletions;
  return [
    {
      id: 'held-back',
      title: 'Deletions held back',
      count: number(totals.heldBack),
      note: `${number(stale)} of ${counted(owned, 'owned entity', 'owned entities')} (${percent(share)}) were not found any more. The threshold is ${percent(threshold)}.`,
      body: table({
        id: 'held-back-table',
        caption: 'Entities that stay although they were not found, and why',
        rows: deletions.heldBack,
        columns: [
          { heading: 'Blueprint', cell: (row) => name(row.blueprint) },
          { heading: 'Entities', cell: (row) => number(row.count), as: 'number' },
          { heading: 'Why', cell: (row) => said(heldBecause(row)) },
          {
            heading: 'For example',
            cell: (row) =>
              html`<ul class="names">${row.examples.slice(0, 5).map((id) => html`<li>${name(id)}</li>`)}</ul>`,
          },
        ],
      }),
    },
  ];
};

export const warnings = ({ warnings }: Report): Section[] =>
  warnings.length === 0
    ? []
    : [
        {
          id: 'warnings',
          title: 'Worth knowing',
          count: number(warnings.length),
          body: html`<ul class="prose">${warnings.slice(0, 100).map((text) => html`<li>${said(text)}</li>`)}</ul>${more(warnings.length, 100)}`,
        },
      ];
