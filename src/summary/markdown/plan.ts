import { number } from '../format.ts';
import type { PlanReport, Report } from '../report.ts';
import { code, plain } from './escape.ts';
import type { Block, Section } from './fit.ts';

type Planned = PlanReport['blueprints'][number];

const updates = ({ identifier, fields }: Planned['update'][number]): string =>
  [
    `- update ${code(identifier)}`,
    ...fields
      .slice(0, 10)
      .map(({ field, before, after }) => `  - ${code(field)}: ${code(before, 200)} → ${code(after, 200)}`),
    ...(fields.length > 10 ? [`  - and ${number(fields.length - 10)} more fields`] : []),
  ].join('\n');

const blueprint = (planned: Planned): Block => ({
  head: `**${code(planned.blueprint)}**`,
  items: [
    ...planned.delete.map((identifier) => `- delete ${code(identifier)}`),
    ...planned.cascade.map(
      (row) =>
        `- delete ${code(row.identifier)} of ${code(row.blueprint)} with it, because ${plain(row.because, 300)}`,
    ),
    ...planned.refuse.map((row) => `- ${code(row.identifier)} would be refused: ${plain(row.reason, 300)}`),
    ...planned.heldBack.map((row) => `- keep ${code(row.identifier)}: ${plain(row.reason, 300)}`),
    ...planned.update.map(updates),
    ...planned.create.map((identifier) => `- create ${code(identifier)}`),
  ],
  most: 40,
});

/** What a sync would do, deletions first. */
export const plan = ({ plan }: Report): Section[] => {
  if (!plan) return [];
  const setup = plan.setup.map((step) => `- ${plain(step, 500)}`);
  const blocks = plan.blueprints.map(blueprint).filter((block) => block.items?.length);
  if (setup.length + blocks.length === 0) return [];
  return [
    {
      title: 'The plan',
      blocks: [
        ...(setup.length > 0 ? [{ head: 'Set up first:', items: setup, most: 30 }] : []),
        ...blocks,
        { head: 'Every entity concerned is in changes.ndjson.' },
      ],
    },
  ];
};
