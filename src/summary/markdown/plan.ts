import { number } from '../../report/format.ts';
import type { PlanReport, Report } from '../../report/report.ts';
import { code, plain } from './escape.ts';
import type { Block, Section } from './fit.ts';
import { list } from './table.ts';

type Planned = PlanReport['blueprints'][number];

const updates = ({ identifier, fields }: Planned['update'][number]): string =>
  [
    `- update ${code(identifier)}`,
    ...fields
      .slice(0, 10)
      .map(({ field, before, after }) => `  - ${code(field)}: ${code(before, 200)} → ${code(after, 200)}`),
    ...(fields.length > 10 ? [`  - and ${number(fields.length - 10)} more fields`] : []),
  ].join('\n');

const steps = (planned: Planned): (() => string)[] => [
  ...planned.delete.map((identifier) => () => `- delete ${code(identifier)}`),
  ...planned.cascade.map(
    ({ identifier, blueprint, because }) =>
      () =>
        `- delete ${code(identifier)} of ${code(blueprint)} with it, because ${plain(because, 300)}`,
  ),
  ...planned.refuse.map(
    (row) => () => `- ${code(row.identifier)} would be refused: ${plain(row.reason, 300)}`,
  ),
  ...planned.heldBack.map((row) => () => `- keep ${code(row.identifier)}: ${plain(row.reason, 300)}`),
  ...planned.update.map((row) => () => updates(row)),
  ...planned.create.map((identifier) => () => `- create ${code(identifier)}`),
];

const blueprint = (planned: Planned): Block => ({
  head: `**${code(planned.blueprint)}**`,
  ...list(steps(planned), (step) => step(), 40),
});

/** What a sync would do, deletions first. */
export const plan = ({ plan }: Report): Section[] => {
  if (!plan) return [];
  const setup = list(plan.setup, (step) => `- ${plain(step, 500)}`, 30);
  const blocks = plan.blueprints.map(blueprint).filter((block) => block.items?.length);
  if (plan.setup.length + blocks.length === 0) return [];
  return [
    {
      title: 'The plan',
      blocks: [
        ...(plan.setup.length > 0 ? [{ head: 'Set up first:', ...setup }] : []),
        ...blocks,
        { head: 'Every entity concerned is in changes.ndjson.' },
      ],
    },
  ];
};
