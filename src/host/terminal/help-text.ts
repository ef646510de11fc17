import { groups } from '../../inputs/definitions.ts';
import { inputsOf } from '../../inputs/lookup.ts';
import { environmentName, kebabCase } from '../../inputs/names.ts';
import { plainText } from '../../inputs/plain-text.ts';
import type { Input } from '../../inputs/types.ts';

const wrap = (text: string, width: number, indent: string): string[] => {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1] as string;
    if (line !== '' && line.length + 1 + word.length > width - indent.length) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => indent + line);
};

const placeholder = (input: Input): string => {
  if (input.choices) return ` ${input.choices.join('|')}`;
  return {
    boolean: '',
    integer: ' N',
    list: ' A,B',
    multiline: ' TEXT',
    text: ' TEXT',
    connection: '',
    choice: '',
  }[input.type];
};

const notes = (input: Input): string => {
  const { range, unit } = input;
  const usual = input.default ?? (input.otherwise ? plainText(input.otherwise) : undefined);
  const variables = [environmentName(input.name), ...(input.fallbacks ?? [])].join(', ');
  return [
    ...(range ? [`A whole number${unit ? ` of ${unit}` : ''} from ${range[0]} to ${range[1]}.`] : []),
    ...(usual ? [`Default: ${usual}.`] : []),
    `Environment: ${variables}`,
  ].join(' ');
};

const entry = (input: Input, width: number): string[] => [
  `  --${kebabCase(input.name)}${placeholder(input)}`,
  ...wrap(plainText(input.help), width, '      '),
  ...wrap(notes(input), width, '      '),
];

/** The text that `--help` prints. */
export const helpText = (width: number): string => {
  const room = Math.min(Math.max(width, 60), 100);
  const sections = groups.flatMap(({ name, title }) => {
    const members = inputsOf('terminal').filter((input) => input.group === name);
    return members.length === 0 ? [] : ['', title, ...members.flatMap((input) => entry(input, room))];
  });
  return [
    'Syncs an Azure DevOps organisation into a Port software catalog.',
    '',
    'Usage',
    '  port-catalog-sync [command] [mapping.yml] [flags]',
    '',
    '  sync    brings the catalog up to date (the default)',
    '  plan    tells what a sync would create, update and delete',
    '  check   validates a mapping file, offline',
    '  serve   stays, and syncs by a schedule and on request',
    '',
    'Every other value of --mode is a command too. A path beside it is the mapping’s',
    'file, as --config-file gives it.',
    '',
    ...wrap(
      'Every flag can be given as an environment variable instead; keep secrets there, since other users of the machine can read a command line.',
      room,
      '',
    ),
    ...sections,
    '',
    'Other',
    '  --plan-hooks    with serve: tell which subscriptions it would make, and end',
    '  --remove-hooks  with serve: remove the subscriptions that it has made, and end',
    '  --exit-code     with plan, --plan-hooks: end with 2 if something would change',
    '  --version       print the version',
    '  --help          print this',
    '',
    'Exit code: 0 done, 1 failed (--fail-on), 2 a plan with changes (--exit-code).',
    '',
  ].join('\n');
};
