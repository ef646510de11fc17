import type { Change } from '../../../report/change.ts';
import type { Report } from '../../../report/report.ts';
import { counted } from '../../../report/words/format.ts';
import { plannedWord } from '../../../report/words/words.ts';
import { type Html, html, said } from '../markup.ts';
import { more } from '../table.ts';
import { changesOf } from './changes.ts';
import type { Section } from './section.ts';

const most = 100;

/** Actions as a heading says them: not done, but to do. */
const titles: Record<Change['action'], string> = {
  deleted: 'Delete',
  cascaded: 'Goes with it',
  refused: 'Would be refused',
  'held-back': 'Would be held back',
  updated: 'Update',
  created: 'Create',
};

const first = (setup: readonly string[]): Html | string =>
  setup.length === 0
    ? ''
    : html`<h3>Set up first</h3><ul class="prose">${setup.slice(0, most).map((step) => html`<li>${said(step)}</li>`)}</ul>${more(setup.length, most)}`;

export const plan = (report: Report): Section[] => {
  if (!report.plan) return [];
  const { blueprints, body } = changesOf(report, { titles, words: plannedWord, open: true, most });
  return [
    {
      id: 'plan',
      title: 'The plan',
      count: counted(blueprints, 'blueprint'),
      note: 'What a sync would do. Every entity concerned is in changes.ndjson.',
      body: [first(report.plan.setup), body],
    },
  ];
};
