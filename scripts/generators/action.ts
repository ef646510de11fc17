import { actionRuntime } from '../../src/host/runtimes.ts';
import { groups } from '../../src/inputs/definitions.ts';
import { inputsOf, manifestDefault } from '../../src/inputs/lookup.ts';
import { kebabCase } from '../../src/inputs/names.ts';
import { outputs } from '../../src/inputs/outputs.ts';
import { plainText } from '../../src/inputs/plain-text.ts';
import type { Input, InputGroup } from '../../src/inputs/types.ts';

export const host = 'github-actions';

/** A double-quoted scalar of YAML is what JSON writes. */
const quoted = (text: string) => JSON.stringify(text);

/** Names of inputs and outputs in a text, as the action spells them: `configFile` → `config-file`. */
export const inOwnSpelling = (text: string): string =>
  [...inputsOf(host), ...outputs].reduce(
    (spelled, { name }) => spelled.replaceAll(`\`${name}\``, `\`${kebabCase(name)}\``),
    text,
  );

/** The rule without a value, in words, unless that is of another host. */
export const otherwiseHere = ({ otherwise }: Input): string | undefined =>
  otherwise?.startsWith('on Azure Pipelines') ? undefined : otherwise && inOwnSpelling(otherwise);

const help = (definition: Input): string => {
  const { help: text, default: usual, choices, range, unit, hostDefaults, fallbacks } = definition;
  const otherwise = otherwiseHere(definition) ?? usual;
  const markdown = [
    inOwnSpelling(text),
    ...(range ? [`A whole number of ${unit}.`] : []),
    ...(choices ? [`One of ${choices.join(', ')}.`] : []),
    ...(hostDefaults?.[host] === undefined && otherwise ? [`Default: ${otherwise}.`] : []),
    ...(fallbacks ? [`Read from ${fallbacks.join(', ')} where it is not given.`] : []),
  ];
  return plainText(markdown.join(' '));
};

const input = (definition: Input): string[] => {
  const usual = manifestDefault(definition, host);
  return [
    `  ${kebabCase(definition.name)}:`,
    `    description: ${quoted(help(definition))}`,
    '    required: false',
    ...(usual === undefined ? [] : [`    default: ${quoted(usual)}`]),
  ];
};

const section = ({ name, title }: { name: InputGroup; title: string }): string[] => {
  const members = inputsOf(host).filter((definition) => definition.group === name);
  return members.length === 0 ? [] : [`  # ${title}`, ...members.flatMap(input)];
};

export const actionManifest = () =>
  [
    'name: Port Catalog Sync for Azure DevOps',
    'description: Syncs an Azure DevOps organisation into a Port software catalog.',
    'author: Port Catalog Sync contributors',
    '',
    'branding:',
    '  icon: refresh-cw',
    '  color: blue',
    '',
    'inputs:',
    ...groups.flatMap(section),
    '',
    'outputs:',
    ...outputs.flatMap(({ name, help: text }) => [
      `  ${kebabCase(name)}:`,
      `    description: ${quoted(inOwnSpelling(text).replaceAll('`', ''))}`,
    ]),
    '',
    'runs:',
    `  using: ${actionRuntime}`,
    '  main: dist/index.js',
    '',
  ].join('\n');
