import { inputNamed, inputsOf } from '../../inputs/lookup.ts';
import { kebabCase } from '../../inputs/names.ts';
import type { Input } from '../../inputs/types.ts';
import type { Problem } from '../../lib/errors.ts';
import { nearest } from '../../lib/text/did-you-mean.ts';

/** A command line, taken apart. */
export interface Arguments {
  /** Inputs by name. */
  inputs: Record<string, string>;
  help: boolean;
  version: boolean;
  exitCode: boolean;
  /** `serve`: the process stays. */
  serve: boolean;
  /** `serve`: subscriptions are planned or removed, and the process ends. */
  hooks?: 'plan' | 'remove';
  problems: Problem[];
}

const commands = [...(inputNamed('mode').choices ?? []), 'serve'];
const hookCommands = { '--plan-hooks': 'plan', '--remove-hooks': 'remove' } as const;
const switches = ['--help', '--version', '--exit-code', ...Object.keys(hookCommands)];

const known = new Map<string, Input>(
  inputsOf('terminal').map((input) => [`--${kebabCase(input.name)}`, input]),
);

/** A word that names a file, so that `check mapping.yml` needs no flag. */
const isPath = (word: string): boolean => /[./\\]/.test(word);

const didYouMean = (word: string, names: readonly string[]): Pick<Problem, 'hint'> => {
  const name = nearest(word, names);
  return { hint: name ? `Did you mean ${name}?` : 'See --help.' };
};

/** `--no-save-mapping` for a boolean input. */
const negated = (flag: string): Input | undefined => {
  const input = flag.startsWith('--no-') ? known.get(`--${flag.slice('--no-'.length)}`) : undefined;
  return input?.type === 'boolean' ? input : undefined;
};

/** A mode, and the mapping's file: `check mapping.yml`. */
const takeWords = (words: readonly string[], parsed: Arguments): void => {
  const { inputs } = parsed;
  const problems: Problem[] = [];
  const at = inputs.mode === undefined ? words.findIndex((word) => commands.includes(word)) : -1;
  const mode = words[at] ?? inputs.mode;
  for (const where of words.filter((_, index) => index !== at)) {
    const problem = { where, code: 'PCS1006' } as const;
    if (commands.includes(where))
      problems.push({
        ...problem,
        message: `The command ${mode} is given already.`,
        hint: 'Keep one of them.',
      });
    else if (!isPath(where) && mode !== 'check')
      problems.push({ ...problem, message: 'There is no such command.', ...didYouMean(where, commands) });
    else if (inputs.configFile !== undefined)
      problems.push({
        ...problem,
        message: 'A mapping file is given already.',
        hint: 'Keep one of them.',
      });
    else inputs.configFile = where;
  }
  if (mode === 'serve') parsed.serve = true;
  else if (mode !== undefined) inputs.mode = mode;
  parsed.problems.unshift(...problems);
};

const isHookCommand = (argument: string): argument is keyof typeof hookCommands =>
  Object.hasOwn(hookCommands, argument);

const takeHookCommand = (flag: keyof typeof hookCommands, parsed: Arguments): void => {
  if (parsed.hooks && parsed.hooks !== hookCommands[flag])
    parsed.problems.push({
      where: flag,
      message: `--${parsed.hooks}-hooks is given already.`,
      hint: 'Keep one of them.',
      code: 'PCS1006',
    });
  parsed.hooks = hookCommands[flag];
};

/** A flag with its value, which may be the next word: `rest` has the words that follow. */
const takeFlag = (argument: string, rest: string[], parsed: Arguments): void => {
  const equals = argument.indexOf('=');
  const flag = equals < 0 ? argument : argument.slice(0, equals);
  const value = equals < 0 ? undefined : argument.slice(equals + 1);
  const input = known.get(flag);
  const no = negated(flag);
  if (input?.type === 'boolean' && value === undefined) {
    parsed.inputs[input.name] = /^(true|false)$/i.test(rest[0] ?? '') ? (rest.shift() as string) : 'true';
  } else if (input) {
    const next = value ?? rest.shift();
    if (next === undefined)
      parsed.problems.push({ where: flag, message: 'It needs a value.', code: 'PCS1006' });
    else parsed.inputs[input.name] = next;
  } else if (no && value === undefined) {
    parsed.inputs[no.name] = 'false';
  } else {
    if (value === undefined && rest[0] !== undefined && !rest[0].startsWith('-')) rest.shift();
    const names = [...known.keys(), ...switches];
    parsed.problems.push({
      where: flag,
      message: 'There is no such flag.',
      code: 'PCS1006',
      ...didYouMean(flag, names),
    });
  }
};

/**
 * Takes a command line apart: `sync --organization-urls https://dev.azure.com/contoso --fail-on=problems
 * --no-save-mapping`.
 */
export const parseArguments = (argv: readonly string[]): Arguments => {
  const parsed: Arguments = {
    inputs: {},
    help: false,
    version: false,
    exitCode: false,
    serve: false,
    problems: [],
  };
  const rest = [...argv];
  const words: string[] = [];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (argument === '--help' || argument === '-h' || argument === 'help') parsed.help = true;
    else if (argument === '--version') parsed.version = true;
    else if (argument === '--exit-code') parsed.exitCode = true;
    else if (isHookCommand(argument)) takeHookCommand(argument, parsed);
    else if (argument.startsWith('-')) takeFlag(argument, rest, parsed);
    else words.push(argument);
  }
  takeWords(words, parsed);
  if (parsed.hooks && !parsed.serve)
    parsed.problems.push({
      where: `--${parsed.hooks}-hooks`,
      message: 'It belongs to the command serve.',
      hint: `Write serve --${parsed.hooks}-hooks.`,
      code: 'PCS1006',
    });
  return parsed;
};
