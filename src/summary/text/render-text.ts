import type { Report, ResourceReport, Status } from '../../report/report.ts';
import { blueprintName } from '../../report/words/entity-title.ts';
import { counted, duration, number } from '../../report/words/format.ts';
import { runWords } from '../../report/words/run-words.ts';
import {
  type HeldReason,
  heldName,
  heldReasons,
  isUntouched,
  problemsBesideFailure,
  worthKnowing,
} from '../../report/words/told.ts';
import { statusWord, verdict } from '../../report/words/verdict.ts';
import {
  goneWords,
  heldBecause,
  helpFor,
  modeTitle,
  outcomeWords,
  partialWords,
  phaseWord,
  ranked,
  resourceName,
} from '../../report/words/words.ts';
import { visible } from '../clean.ts';
import { check } from './check.ts';
import { grid } from './grid.ts';
import { plan } from './plan.ts';
import { type Paint, painter, type Tone, wrap } from './style.ts';

export interface TextOptions {
  colour: boolean;
  /** Columns of the terminal. */
  width: number;
}

type Page = { width: number; paint: Paint };

const tones: Record<Status, Tone> = {
  succeeded: 'green',
  problems: 'yellow',
  failed: 'red',
  cancelled: 'yellow',
  skipped: 'yellow',
};

const indented = (text: string, width: number, first: string): string[] =>
  wrap(visible(text, 600), Math.max(20, width - first.length)).map(
    (line, at) => (at === 0 ? first : ' '.repeat(first.length)) + line,
  );

const head = (report: Report, { width, paint }: Page): string[] => {
  const { run } = report;
  const title = `${modeTitle[run.mode]}: ${statusWord[run.status].toLowerCase()}`;
  return [
    `${paint('bold', paint(tones[run.status], title))} ${paint('dim', `in ${duration(run.durationSeconds)}`)}`,
    ...indented(verdict(report), width, ''),
    ...runWords(report).flatMap((line) => indented(line, width, '')),
    ...(run.failure?.hint ? indented(run.failure.hint, width, '→ ') : []),
    ...failureCodes(report).map((code) => paint('dim', `${code}: ${helpFor(code)}`)),
  ];
};

/** Codes of what ended the run, each with the page that says more. Wrong inputs have codes of their own. */
const failureCodes = (report: Report): string[] => {
  const { failure } = report.run;
  if (!failure?.code) return [];
  const told = isUntouched(report) ? report.problems.filter(({ phase }) => phase === 'setup') : [];
  return told.length > 0 ? [...new Set(told.map(({ code }) => code))] : [failure.code];
};

const kinds = (report: Report, page: Page): string[] => {
  const { resources, run } = report;
  if (resources.length === 0 || isUntouched(report) || run.mode === 'check') return [];
  const words = outcomeWords(run.mode);
  const lines = grid<ResourceReport>(
    resources,
    [
      { heading: 'Kind', cell: (row) => visible(resourceName(row), 60) },
      { heading: 'Items', cell: (row) => number(row.items), optional: 3 },
      { heading: 'Filtered', cell: (row) => number(row.filtered), optional: 1 },
      {
        heading: 'Failed',
        cell: (row) => number(row.failed + row.misconfigured),
        tone: 'red',
        optional: 4,
      },
      { heading: words.created, cell: (row) => number(row.created), tone: 'green' },
      { heading: words.updated, cell: (row) => number(row.updated), tone: 'cyan' },
      { heading: words.unchanged, cell: (row) => number(row.unchanged), optional: 5 },
      { heading: words.refused, cell: (row) => number(row.refused), tone: 'red' },
      {
        heading: 'In full',
        cell: (row) => (row.leftAlone ? 'left alone' : row.complete ? 'yes' : 'no'),
        optional: 6,
      },
      { heading: 'Time', cell: (row) => duration(row.finishedSeconds - row.startedSeconds), optional: 2 },
    ],
    page,
  );
  const partial = resources
    .filter((row) => row.partial > 0)
    .flatMap((row) => indented(`${resourceName(row)}: ${partialWords(row)}`, page.width, '  '));
  return ['', ...lines, ...partial];
};

const most = 10;

const more = (count: number, { paint }: Page): string[] =>
  count > most ? [paint('dim', `  and ${number(count - most)} more: see summary.html`)] : [];

const problems = (report: Report, page: Page): string[] => {
  // Problems of inputs stand a line above, each as an error of its own.
  const told = problemsBesideFailure(report);
  const left = isUntouched(report) ? told.filter(({ phase }) => phase !== 'setup') : told;
  if (left.length === 0) return [];
  const lines = ranked(left)
    .slice(0, most)
    .flatMap(({ code, message, count, phase, subject, example, hint }) => [
      ...indented(
        phase === 'setup'
          ? `${visible(subject, 80)}: ${message} (${code})`
          : `${message} (${code}, ${counted(count, 'time')}, ${phaseWord[phase]} ${visible(subject, 80)})`,
        page.width,
        '  - ',
      ),
      ...(example && example !== message ? indented(`e.g. ${example}`, page.width, '    ') : []),
      ...(hint ? indented(hint, page.width, '    → ') : []),
    ]);
  return ['', page.paint('bold', 'Problems'), ...lines, ...more(left.length, page)];
};

const deletions = ({ deletions, totals, run }: Report, page: Page): string[] => {
  if (totals.deleted === 0 && deletions.heldBack.length === 0) return [];
  const reasons = heldReasons({ deletions });
  const words = run.mode === 'plan' ? ['to delete', 'to be held back'] : ['deleted', 'held back'];
  return [
    '',
    page.paint('bold', 'Deletions'),
    ...indented(
      `${number(totals.deleted)} ${words[0]}, ${number(totals.heldBack)} ${words[1]}. ${goneWords({ deletions })}`,
      page.width,
      '  ',
    ),
    ...reasons
      .slice(0, most)
      .flatMap((row) => [
        ...indented(`${number(row.count)}: ${heldBecause(row)}`, page.width, '  - '),
        ...heldGroups(row).flatMap((text) => indented(text, page.width, '    ')),
      ]),
    ...more(reasons.length, page),
  ];
};

/** Entities that one reason holds: a line for each of the first blueprints, with the first entities. */
const heldGroups = ({ groups }: HeldReason): string[] => {
  const lines = groups.slice(0, 3).map(({ blueprint, blueprintTitle: title, count, entities }) => {
    const names = entities.slice(0, 2).map(heldName);
    const left = count - names.length;
    const more = left > 0 ? [`and ${number(left)} more: see changes.ndjson`] : [];
    return `${number(count)} of ${blueprintName({ blueprint, title })}: ${[...names, ...more].join('; ')}`;
  });
  const left = groups.length - lines.length;
  return left > 0 ? [...lines, `and ${counted(left, 'more blueprint')}: see summary.html`] : lines;
};

const warnings = (report: Report, page: Page): string[] => {
  const told = worthKnowing(report);
  if (told.length === 0) return [];
  return [
    '',
    page.paint('bold', 'Worth knowing'),
    ...told.slice(0, most).flatMap((text) => indented(text, page.width, '  - ')),
    ...more(told.length, page),
  ];
};

/** The closing table of a run on a terminal or in a log. The host's log neutralises what would run as a command. */
export const renderText = (report: Report, { colour, width }: TextOptions): string => {
  const page: Page = { width: Math.max(40, width), paint: painter(colour) };
  return [
    ...head(report, page),
    ...check(report, page),
    ...problems(report, page),
    ...kinds(report, page),
    ...plan(report, page),
    ...deletions(report, page),
    ...warnings(report, page),
  ]
    .join('\n')
    .concat('\n');
};
