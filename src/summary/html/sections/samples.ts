import type { Change } from '../../../report/change.ts';
import type { Report } from '../../../report/report.ts';
import { changesOf } from './changes.ts';
import type { Section } from './section.ts';

const words: Record<Change['action'], string> = {
  created: 'created',
  updated: 'updated',
  deleted: 'deleted',
  refused: 'refused',
  'held-back': 'held back',
  cascaded: 'deleted with what they required',
};

const titles: Record<Change['action'], string> = {
  created: 'Created',
  updated: 'Updated',
  deleted: 'Deleted',
  refused: 'Refused',
  'held-back': 'Held back',
  cascaded: 'Deleted with what they required',
};

/** A few changed entities of each blueprint, folded. */
export const changeSamples = (report: Report): Section[] => {
  const { blueprints, body } = changesOf(report, { titles, words, open: false, most: 100 });
  if (report.plan || blueprints === 0) return [];
  return [
    {
      id: 'samples',
      title: 'Some of the changes',
      note: 'The first few of each; all of them are in changes.ndjson.',
      body,
    },
  ];
};
