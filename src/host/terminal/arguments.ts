import { inputsOf } from '../../inputs/lookup.ts';
import { kebabCase } from '../../inputs/names.ts';
import type { Input } from '../../inputs/types.ts';
import { nearest } from '../../lib/did-you-mean.ts';
import type { Problem } from '../../lib/errors.ts';

/** A command line, taken apart. */
export interface Arguments {
  /** Inputs by name. */
  inputs: Record<string, string>;
  help: boolean;
  version: boolean;
  exitCode: boolean;
  problems: Problem[];
}

const modes = ['sync', 'plan', 'check'];
const switches = ['--help', '--version', '--exit-code'];

const known = new Map<string, Input>(
  inputsOf('terminal').map((input) => [`--${kebabCase(input.name)}`, input]),
);

const didYouMean = (word: string, names: readonly string[]): Pick<Problem, 'hint'> => {
  const name = nearest(word, names);
  return { hint: name ? `Did you mean ${name}?` : 'See --help.' };
};

/** `--no-save-mapping` for a boolean input. */
const negated = (flag: string): Input | undefined => {
  const input = flag.startsWith('--no-') ? known.get(`--${flag.slice('--no-'.length)}`) : undefined;
  return input?.type === 'boolean' ? input : undefined;
};

/** `sync --organization-urls https://dev.azure.com/contoso --fail-on=problems --no-save-mapping` */
export const parseArguments = (argv: readonly string[]): Arguments => {
  const parsed: Arguments = { inputs: {}, help: false, version: false, exitCode: false, problems: [] };
  const rest = [...argv];

  const give = (input: Input, value: string) => {
    parsed.inputs[input.name] = value;
  };

  const takeFlag = (argument: string) => {
    const equals = argument.indexOf('=');
    const flag = equals < 0 ? argument : argument.slice(0, equals);
    const value = equals < 0 ? undefined : argument.slice(equals + 1);
    const input = known.get(flag);
    const no = negated(flag);
    if (input?.type === 'boolean' && value === undefined) {
      give(input, /^(true|false)$/i.test(rest[0] ?? '') ? (rest.shift() as string) : 'true');
    } else if (input) {
      const next = value ?? rest.shift();
      if (next === undefined)
        parsed.problems.push({ where: flag, message: 'It needs a value.', code: 'PCS1006' });
      else give(input, next);
    } else if (no && value === undefined) {
      give(no, 'false');
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

  const takeWord = (word: string) => {
    if (modes.includes(word) && parsed.inputs.mode === undefined) parsed.inputs.mode = word;
    else
      parsed.problems.push({
        where: word,
        message: 'There is no such command.',
        code: 'PCS1006',
        ...didYouMean(word, modes),
      });
  };

  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (argument === '--help' || argument === '-h' || argument === 'help') parsed.help = true;
    else if (argument === '--version') parsed.version = true;
    else if (argument === '--exit-code') parsed.exitCode = true;
    else if (argument.startsWith('-')) takeFlag(argument);
    else takeWord(argument);
  }
  return parsed;
};
