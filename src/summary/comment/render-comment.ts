import type { Change } from '../../report/change.ts';
import type { BlueprintReport, Report } from '../../report/report.ts';
import { counted, number } from '../../report/words/format.ts';
import { changesByBlueprint } from '../../report/words/told.ts';
import { hasChanges, wouldDo } from '../../report/words/verdict.ts';
import { helpFor, ranked } from '../../report/words/words.ts';
import { fill, type Part } from './fill.ts';
import { inertHtml, inertName, inertText } from './inert.ts';

export interface CommentOptions {
  /** The fields that are told of an entity. The readers of the repository read the comment. */
  tells: 'identifiers' | 'titles';
  /** UTF-16 units. */
  limit: number;
  /** The host folds `<details>`. */
  folds: boolean;
  /** The page of the run. */
  runUrl?: string;
  /** The commit that was planned. */
  commit?: string;
}

/** The plan in a sentence of counts: a message may hold names, and is in the run's summary. */
const sentence = ({ run, totals }: Report): string => {
  if (run.status === 'failed') return 'The plan failed.';
  const compared = counted(totals.created + totals.updated + totals.unchanged, 'entity', 'entities');
  if (!hasChanges(totals)) return `A sync would change nothing: ${compared} compared.`;
  return `${wouldDo(totals)}.`;
};

const columns = [
  ['To create', 'created'],
  ['To update', 'updated'],
  ['To delete', 'deleted'],
  ['To be refused', 'refused'],
  ['Held back', 'heldBack'],
] as const;

/** Columns that only a few runs have something in. */
const seldom: readonly string[] = ['refused', 'heldBack'];

const counts = ({ blueprints }: Report): Part[] => {
  const rows = blueprints.filter((row) => columns.some(([, key]) => row[key] > 0));
  if (rows.length === 0) return [];
  const shown = columns.filter(([, key]) => !seldom.includes(key) || rows.some((row) => row[key] > 0));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const head = [
    line(['Blueprint', ...shown.map(([heading]) => heading)]),
    line(['---', ...shown.map(() => '---:')]),
  ];
  const cells = (row: BlueprintReport) => shown.map(([, key]) => number(row[key]));
  return [
    {
      open: `${head.join('\n')}\n`,
      lines: rows.map((row) => line([inertName(row.blueprint), ...cells(row)])),
      close: '\n',
    },
  ];
};

const problems = ({ problems, run }: Report, { tells }: CommentOptions): Part[] => {
  if (problems.length === 0) return [];
  const lines = ranked(problems)
    .slice(0, 20)
    .map(({ code, message, count, subject }) => {
      const told = tells === 'titles' ? `: ${inertText(message, 300)}` : '';
      return `- [${code}](${helpFor(code)}) ${inertName(subject)}${told} (${counted(count, 'time')})`;
    });
  const open =
    run.status === 'failed' ? '\n**Why**\n\n' : '\n**Problems**: what is concerned is as it was\n\n';
  return [{ open, lines, close: '\n', more: Math.max(0, problems.length - 20) }];
};

/** Deletions first: they are what a reviewer looks for. */
const titles: readonly (readonly [Change['action'], string])[] = [
  ['deleted', 'Delete'],
  ['cascaded', 'Deleted with them, by Port'],
  ['updated', 'Update'],
  ['created', 'Create'],
  ['refused', 'To be refused by Port'],
];

const entity = ({ identifier, title, fields = [], reason }: Change, { tells }: CommentOptions): string => {
  const names = fields.map(({ field }) => inertName(field, 60));
  return [
    `- ${inertName(identifier)}`,
    ...(tells === 'titles' && title !== undefined ? [`: ${inertText(title)}`] : []),
    ...(names.length > 0 ? [` (${names.join(', ')})`] : []),
    ...(tells === 'titles' && reason !== undefined ? [`, ${inertText(reason, 300)}`] : []),
  ].join('');
};

const entities = (report: Report, options: CommentOptions): Part[] => {
  const { folds } = options;
  const frame = (title: string): Pick<Part, 'open' | 'close'> =>
    folds
      ? { open: `<details>\n<summary>${title}</summary>\n\n`, close: '\n</details>\n\n' }
      : { open: `**${title}**\n\n`, close: '\n' };
  const blueprints = changesByBlueprint(report);
  return titles.flatMap(([action, title]) =>
    blueprints
      .flatMap(({ groups }) => groups.filter((group) => group.action === action))
      .map(({ blueprint, count, examples }): Part => {
        const name = folds ? inertHtml(blueprint) : inertName(blueprint);
        const lines = examples.map((change) => entity(change, options));
        return { ...frame(`${title}: ${number(count)} of ${name}`), lines, more: count - lines.length };
      }),
  );
};

const setup = ({ plan }: Report): Part[] =>
  plan && plan.setup.length > 0
    ? [
        {
          open: 'Set up first:\n\n',
          lines: plan.setup.slice(0, 30).map((step) => `- ${inertText(step, 300)}`),
          close: '\n',
          more: Math.max(0, plan.setup.length - 30),
        },
      ]
    : [];

/** Characters of a URL: it is the host's own, and a link that is cut leads nowhere. */
const LONGEST_URL = 2_000;

const footer = ({ runUrl, commit }: CommentOptions, { tool }: Report): string => {
  const facts = [
    ...(commit ? [`commit ${commit.slice(0, 8)}`] : []),
    ...(runUrl && runUrl.length < LONGEST_URL ? [`[the run](${runUrl}) has all of it in its summary`] : []),
    inertText(`${tool.name} ${tool.version}`),
  ];
  return `\n*${facts.join(' · ')}*\n`;
};

const icon = ({ run, totals }: Report): string =>
  run.status === 'failed' ? '❌' : run.status === 'problems' ? '⚠️' : hasChanges(totals) ? '📝' : '✅';

/**
 * The plan as a comment on a pull request, of at most `limit` UTF-16 units. Values of fields are never told: those who
 * read the repository may not read them elsewhere. Secrets must be masked already.
 */
export const renderComment = (report: Report, options: CommentOptions): string => {
  const head = [
    `### ${icon(report)} Port catalog plan: ${inertName(report.integration.identifier)}`,
    `**${sentence(report)}**`,
    '',
  ].join('\n\n');
  const end = footer(options, report);
  const parts = [
    ...counts(report),
    ...setup(report),
    ...problems(report, options),
    ...entities(report, options),
  ];
  return head + fill(parts, options.limit - head.length - end.length) + end;
};
