import { number } from '../../report/format.ts';
import type { PlanReport, Report } from '../../report/report.ts';
import { visible } from '../clean.ts';
import { type Paint, type Tone, wrap } from './style.ts';

type Planned = PlanReport['blueprints'][number];

/** Of each kind of change in a blueprint; changes.ndjson has all. */
const MOST = 3;
const MOST_FIELDS = 4;

interface Group {
  tone: Tone;
  /** In all, as far as it is counted. */
  count: number;
  steps: readonly string[];
}

const name = (identifier: string): string => visible(identifier, 80);

const update = ({ identifier, fields }: Planned['update'][number]): string => {
  const changes = fields
    .slice(0, MOST_FIELDS)
    .map(({ field, before, after }) => `${name(field)} ${visible(before, 160)} → ${visible(after, 160)}`);
  const more = fields.length > MOST_FIELDS ? [`${number(fields.length - MOST_FIELDS)} more`] : [];
  return `update ${name(identifier)}: ${[...changes, ...more].join(', ')}`;
};

const groups = (planned: Planned, report: Report): Group[] => {
  const counts = report.blueprints.find(({ blueprint }) => blueprint === planned.blueprint);
  return [
    { tone: 'red', count: counts?.deleted ?? 0, steps: planned.delete.map((id) => `delete ${name(id)}`) },
    {
      tone: 'red',
      count: planned.cascade.length,
      steps: planned.cascade.map(
        (row) => `delete ${name(row.identifier)} with it: ${visible(row.because, 200)}`,
      ),
    },
    {
      tone: 'red',
      count: counts?.refused ?? 0,
      steps: planned.refuse.map((row) => `refused: ${name(row.identifier)}: ${visible(row.reason, 200)}`),
    },
    {
      tone: 'yellow',
      count: counts?.heldBack ?? 0,
      steps: planned.heldBack.map((row) => `keep ${name(row.identifier)}: ${visible(row.reason, 200)}`),
    },
    { tone: 'cyan', count: counts?.updated ?? 0, steps: planned.update.map(update) },
    { tone: 'green', count: counts?.created ?? 0, steps: planned.create.map((id) => `create ${name(id)}`) },
  ];
};

/** What a sync would do, deletions first: the first few of each kind. */
export const plan = (report: Report, { width, paint }: { width: number; paint: Paint }): string[] => {
  if (!report.plan) return [];
  const item = (indent: string, text: string, tone?: Tone) =>
    wrap(text, Math.max(20, width - indent.length - 2)).map(
      (line, at) => `${indent}${at === 0 ? '- ' : '  '}${tone ? paint(tone, line) : line}`,
    );
  const blueprints = report.plan.blueprints.flatMap((planned) => {
    const lines = groups(planned, report).flatMap(({ tone, count, steps }) => [
      ...steps.slice(0, MOST).flatMap((step) => item('    ', step, tone)),
      ...(count > MOST && steps.length > 0 ? item('    ', `and ${number(count - MOST)} more like it`) : []),
    ]);
    return lines.length > 0 ? [`  ${paint('bold', name(planned.blueprint))}`, ...lines] : [];
  });
  const setup = report.plan.setup.flatMap((step) => item('  ', `first: ${visible(step, 300)}`));
  if (setup.length + blueprints.length === 0) return [];
  return ['', paint('bold', 'The plan (all of it is in changes.ndjson)'), ...setup, ...blueprints];
};
