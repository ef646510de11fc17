import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseArguments } from '../../../../src/host/terminal/arguments.ts';
import { helpText } from '../../../../src/host/terminal/help-text.ts';
import { inputNamed, inputsOf } from '../../../../src/inputs/lookup.ts';
import { kebabCase } from '../../../../src/inputs/names.ts';

describe('the command line', () => {
  test('takes a mode, flags with their values in either form, and switches', () => {
    const parsed = parseArguments([
      'plan',
      '--organization-urls',
      'https://dev.azure.com/contoso',
      '--fail-on=problems',
      '--exit-code',
    ]);
    assert.deepEqual(parsed.inputs, {
      mode: 'plan',
      organizationUrls: 'https://dev.azure.com/contoso',
      failOn: 'problems',
    });
    assert.equal(parsed.exitCode, true);
    assert.deepEqual(parsed.problems, []);
  });

  test('takes yes-or-no flags bare, negated and with a value', () => {
    const yes = parseArguments([
      '--save-mapping',
      '--no-send-raw-data-examples',
      '--initialize-port-resources',
      'false',
    ]);
    assert.deepEqual(yes.inputs, {
      saveMapping: 'true',
      sendRawDataExamples: 'false',
      initializePortResources: 'false',
    });
  });

  test('takes what is to be done with subscriptions, for a process that serves alone', () => {
    assert.equal(parseArguments(['serve', '--plan-hooks']).hooks, 'plan');
    assert.equal(parseArguments(['--remove-hooks', 'serve']).hooks, 'remove');
    assert.deepEqual(parseArguments(['serve', '--plan-hooks']).problems, []);
    for (const argv of [['--plan-hooks'], ['sync', '--remove-hooks']])
      assert.match(parseArguments(argv).problems[0]?.hint ?? '', /^Write serve --/);
    const both = parseArguments(['serve', '--plan-hooks', '--remove-hooks']);
    assert.equal(both.problems[0]?.where, '--remove-hooks');
  });

  test('keeps everything behind the first equals sign', () => {
    assert.equal(parseArguments(['--config=a=b']).inputs.config, 'a=b');
  });

  test('tells of a flag that does not exist with the nearest name, once, with its value', () => {
    assert.deepEqual(parseArguments(['--max-concurency', '3']).problems, [
      {
        where: '--max-concurency',
        message: 'There is no such flag.',
        code: 'PCS1006',
        hint: 'Did you mean --max-concurrency?',
      },
    ]);
    assert.deepEqual(parseArguments(['--zzzzzzzzz=1']).problems, [
      { where: '--zzzzzzzzz', message: 'There is no such flag.', code: 'PCS1006', hint: 'See --help.' },
    ]);
  });

  test('tells of a command that does not exist and of a flag without its value', () => {
    const { problems } = parseArguments(['snyc', '--config']);
    assert.deepEqual(
      problems.map(({ where, message }) => `${where}: ${message}`),
      ['snyc: There is no such command.', '--config: It needs a value.'],
    );
  });

  test('takes every mode as a command', () => {
    for (const mode of inputNamed('mode').choices ?? []) {
      const { inputs, problems } = parseArguments([mode]);
      assert.deepEqual({ inputs, problems }, { inputs: { mode }, problems: [] });
    }
  });

  test('a word that is a member of every object is a command that does not exist', () => {
    for (const word of ['constructor', 'toString', '__proto__']) {
      const { problems, hooks } = parseArguments([word]);
      assert.equal(hooks, undefined);
      assert.deepEqual(
        problems.map(({ where }) => where),
        [word],
      );
    }
  });

  test('takes a bare path for the mapping’s file, beside any mode and in any place', () => {
    for (const [words, inputs] of [
      [['check', 'mapping.yml'], { mode: 'check', configFile: 'mapping.yml' }],
      [['mapping.yml', 'check'], { mode: 'check', configFile: 'mapping.yml' }],
      [['check', 'mapping'], { mode: 'check', configFile: 'mapping' }],
      [
        ['check', '--samples', 'own', './port/a b.yaml'],
        { mode: 'check', samples: 'own', configFile: './port/a b.yaml' },
      ],
      [['plan', 'port\\mapping.yml'], { mode: 'plan', configFile: 'port\\mapping.yml' }],
      [['mapping.json'], { configFile: 'mapping.json' }],
    ] as const) {
      const parsed = parseArguments(words);
      assert.deepEqual(parsed.problems, [], words.join(' '));
      assert.deepEqual(parsed.inputs, inputs, words.join(' '));
    }
  });

  test('tells of a second mapping file, and of words that are neither a mode nor a path', () => {
    const told = (...words: string[]) =>
      parseArguments(words).problems.map(({ where, message }) => `${where}: ${message}`);
    assert.deepEqual(told('check', 'a.yml', 'b.yml'), ['b.yml: A mapping file is given already.']);
    assert.deepEqual(told('check', 'a.yml', '--config-file=b.yml'), [
      'a.yml: A mapping file is given already.',
    ]);
    assert.deepEqual(told('plan', 'mapping'), ['mapping: There is no such command.']);
    assert.deepEqual(told('sync', 'plan'), ['plan: The command sync is given already.']);
  });

  test('does not know the inputs of other hosts', () => {
    assert.equal(parseArguments(['--azure-service-connection=x']).problems.length, 1);
  });
});

test('--help tells of every number what it counts, and between which bounds', () => {
  const text = helpText(80).replaceAll(/\s+/g, ' ');
  for (const { name, range, unit } of inputsOf('terminal')) {
    if (!range) continue;
    const entry = text.slice(text.indexOf(` --${kebabCase(name)} N`)).split(' Environment:')[0] ?? '';
    assert.match(
      entry,
      new RegExp(`A whole number${unit ? ` of ${unit}` : ''} from ${range[0]} to ${range[1]}\\.`),
    );
  }
});

test('--help tells every input of the terminal, within the width', () => {
  const text = helpText(80);
  for (const input of inputsOf('terminal'))
    assert.ok(text.includes(`--${kebabCase(input.name)}`), input.name);
  const long = text.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '));
  assert.deepEqual(long, []);
});
