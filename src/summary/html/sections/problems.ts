import type { HeldBackGroup, ProblemGroup, Report } from '../../../report/report.ts';
import { counted, number } from '../../../report/words/format.ts';
import {
  type HeldReason,
  heldReasons,
  problemsBesideFailure,
  worthKnowing,
} from '../../../report/words/told.ts';
import { goneWords, heldBecause, helpFor, phaseWord, ranked } from '../../../report/words/words.ts';
import { type Content, type Html, html, name, said } from '../markup.ts';
import { more } from '../table.ts';
import { blueprint, entity } from './changes.ts';
import type { Section } from './section.ts';

const detail = (label: string, text: string | undefined): Content =>
  text && html`<div><dt>${label}</dt><dd>${said(text)}</dd></div>`;

const item = ({ code, phase, message, count, subject, example, hint }: ProblemGroup): Html => html`<li>
<h3>${said(message)}</h3>
<p class="where">${phase !== 'setup' && `${counted(count, 'time')} `}${phaseWord[phase]} ${name(subject)} <a href="${helpFor(code)}" target="_blank" rel="noopener noreferrer">${code}</a></p>
${hint || example ? html`<dl>${detail('What to do', hint)}${detail('For example', example)}</dl>` : ''}
</li>`;

export const problems = (report: Report): Section[] => {
  const told = problemsBesideFailure(report);
  if (told.length === 0) return [];
  return [
    {
      id: 'problems',
      title: 'Problems',
      count: number(told.length),
      note: 'What was not read, mapped or accepted, in the order of the run.',
      body: html`<ol class="problems">${ranked(told).slice(0, 100).map(item)}</ol>${more(told.length, 100)}`,
    },
  ];
};

const heldEntity = ({ detail, ...row }: HeldBackGroup['entities'][number]): Html =>
  html`<li>${entity(row)}${detail !== undefined && html` <span class="why">${said(detail)}</span>`}</li>`;

const heldGroup = ({ blueprint: identifier, blueprintTitle, count, entities }: HeldBackGroup): Html =>
  html`<li>${number(count)} of ${blueprint({ blueprint: identifier, title: blueprintTitle })}
<ul class="names">${entities.map(heldEntity)}</ul>${more(count, entities.length, 'changes.ndjson')}</li>`;

const heldReason = (
  row: HeldReason,
): Html => html`<h3 class="step held-back">${said(heldBecause(row))} <span>${number(row.count)}</span></h3>
<ul class="steps">${row.groups.slice(0, 100).map(heldGroup)}</ul>${more(row.groups.length, 100)}`;

/** Reasons, each once, with all that they hold back. */
export const heldBack = (report: Report): Section[] => {
  const reasons = heldReasons(report);
  if (reasons.length === 0) return [];
  return [
    {
      id: 'held-back',
      title: report.run.mode === 'plan' ? 'Deletions that would be held back' : 'Deletions held back',
      count: number(report.totals.heldBack),
      note: goneWords(report),
      body: [reasons.slice(0, 100).map(heldReason), more(reasons.length, 100)],
    },
  ];
};

export const warnings = (report: Report): Section[] => {
  const told = worthKnowing(report);
  if (told.length === 0) return [];
  return [
    {
      id: 'warnings',
      title: 'Worth knowing',
      count: number(told.length),
      body: html`<ul class="prose">${told.slice(0, 100).map((text) => html`<li>${said(text)}</li>`)}</ul>${more(told.length, 100)}`,
    },
  ];
};
