import type { Report } from '../../../report/report.ts';
import { counted, duration, number } from '../../../report/words/format.ts';
import { resourceName } from '../../../report/words/words.ts';
import { axis, span, type Tone, tickLabels } from '../charts.ts';
import type { Content } from '../markup.ts';
import { name, said } from '../markup.ts';
import { table } from '../table.ts';
import type { Section } from './section.ts';

interface Row {
  label: Content;
  started: number;
  finished: number;
  tone: Tone;
}

const tick = (seconds: number): string => {
  if (seconds < 60) return `${seconds} s`;
  if (seconds % 60 !== 0) return `${number(seconds)} s`;
  return seconds < 3600 ? `${seconds / 60} min` : `${Math.round(seconds / 36) / 100} h`;
};

/** A timeline: the phases, then the resources side by side. */
export const time = ({ phases, resources, run }: Report): Section[] => {
  const rows: Row[] = [
    ...phases.map((phase) => ({
      label: said(phase.name),
      started: phase.startedSeconds,
      finished: phase.finishedSeconds,
      tone: 'plain' as const,
    })),
    ...resources.map((resource) => ({
      label: name(resourceName(resource)),
      started: resource.startedSeconds,
      finished: resource.finishedSeconds,
      tone: resource.complete ? ('read' as const) : ('held-back' as const),
    })),
  ];
  if (rows.length === 0) return [];
  const scale = axis(Math.max(run.durationSeconds, ...rows.map((row) => row.finished)));
  return [
    {
      id: 'time',
      title: 'Where the time went',
      count: duration(run.durationSeconds),
      note: `${counted(resources.length, 'resource')} read, mapped and written side by side${resources.every((row) => row.complete) ? '' : '; those not read in full in ochre'}.`,
      body: table({
        id: 'time-table',
        caption: 'Phases and resources from start to end',
        rows,
        columns: [
          { heading: 'Phase or resource', cell: (row) => row.label },
          {
            heading: tickLabels(scale, tick),
            as: 'picture',
            cell: (row) => span(row.started, row.finished, row.tone, scale),
          },
          {
            heading: 'Start',
            cell: (row) => duration(row.started),
            value: (row) => row.started,
            as: 'number',
            minor: true,
          },
          {
            heading: 'Took',
            cell: (row) => duration(row.finished - row.started),
            value: (row) => row.finished - row.started,
            as: 'number',
          },
        ],
      }),
    },
  ];
};
