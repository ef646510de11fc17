import type { Change, ChangeGroup } from '../../report/change.ts';
import type { Report } from '../../report/report.ts';
import { blueprintName, entityName } from '../../report/words/entity-title.ts';
import { number } from '../../report/words/format.ts';
import { changesByBlueprint, moreThan } from '../../report/words/told.ts';
import { plannedWord } from '../../report/words/words.ts';
import { visible } from '../clean.ts';
import { type Paint, type Tone, wrap } from './style.ts';

/** Entities shown of each kind of change of a blueprint, and fields of one. */
const MOST = 3;
const MOST_FIELDS = 4;

const tones: Record<Change['action'], Tone> = {
  deleted: 'red',
  cascaded: 'red',
  refused: 'red',
  'held-back': 'yellow',
  updated: 'cyan',
  created: 'green',
};

const fields = ({ fields = [] }: Change): string => {
  const changes = fields
    .slice(0, MOST_FIELDS)
    .map(
      ({ field, before, after }) => `${visible(field, 80)} ${visible(before, 160)} → ${visible(after, 160)}`,
    );
  const more = fields.length > MOST_FIELDS ? [`${number(fields.length - MOST_FIELDS)} more`] : [];
  return [...changes, ...more].join(', ');
};

const step = (change: Change): string => {
  const told = [change.reason === undefined ? '' : visible(change.reason, 200), fields(change)].filter(
    Boolean,
  );
  const name = visible(entityName(change), 160);
  return told.length === 0 ? name : `${name}: ${told.join(', ')}`;
};

/** Changes that a sync would make, deletions first: the number of each kind, and the first few. */
export const plan = (report: Report, { width, paint }: { width: number; paint: Paint }): string[] => {
  if (!report.plan) return [];
  const item = (indent: string, text: string) =>
    wrap(text, Math.max(20, width - indent.length - 2)).map(
      (line, at) => `${indent}${at === 0 ? '- ' : '  '}${line}`,
    );
  const lines = (group: ChangeGroup): string[] => {
    const more = moreThan(group, MOST);
    return [
      `    ${paint(tones[group.action], `${number(group.count)} ${plannedWord[group.action]}`)}`,
      ...group.examples.slice(0, MOST).flatMap((change) => item('    ', step(change))),
      ...(more > 0 ? item('    ', `and ${number(more)} more: see changes.ndjson`) : []),
    ];
  };
  const blueprints = changesByBlueprint(report).flatMap((one) => [
    `  ${paint('bold', visible(blueprintName(one), 120))}`,
    ...one.groups.flatMap(lines),
  ]);
  const setup = report.plan.setup.flatMap((step) => item('  ', `first: ${visible(step, 300)}`));
  if (setup.length + blueprints.length === 0) return [];
  return ['', paint('bold', 'The plan (all of it is in changes.ndjson)'), ...setup, ...blueprints];
};
