import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { load } from 'js-yaml';
import { version } from '../../src/app/version.ts';
import { inputs } from '../../src/inputs/definitions.ts';
import { inputsOf } from '../../src/inputs/lookup.ts';
import { kebabCase } from '../../src/inputs/names.ts';
import { outputs } from '../../src/inputs/outputs.ts';
import type { HostName } from '../../src/inputs/types.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url));
const json = (path: string) => JSON.parse(read(path).toString('utf8'));

interface TaskInput {
  name: string;
  type: string;
  label: string;
  defaultValue?: string;
  groupName?: string;
  options?: Record<string, string>;
  visibleRule?: string;
  helpMarkDown: string;
}

const task = json('task/task.json');
const taskInputs: TaskInput[] = task.inputs;
const extension = json('vss-extension.json');

interface Action {
  name: string;
  author: string;
  description: string;
  inputs: Record<string, { description: string; required: boolean; default?: string }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string };
  branding: { icon: string; color: string };
}
const action = load(read('action.yml').toString('utf8')) as Action;

/** Width and height of a PNG, from its header. */
const sizeOf = (path: string): [number, number] => {
  const png = read(path);
  assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG', path);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
};

const namesOn = (host: HostName) => inputsOf(host).map((input) => input.name);

describe('every manifest', () => {
  test('has exactly the inputs of its host', () => {
    assert.deepEqual(taskInputs.map((input) => input.name).sort(), namesOn('azure-pipelines').sort());
    assert.deepEqual(Object.keys(action.inputs).sort(), namesOn('github-actions').map(kebabCase).sort());
  });

  test('of the action shows patterns with their stars, and no marks of Markdown', () => {
    const told = Object.values(action.inputs).map(({ description }) => description);
    assert.ok(told.some((text) => text.includes('!Archive-*')));
    for (const text of told) assert.doesNotMatch(text, /`|\*\w+\*/);
  });

  test('gives no default to an input with a fallback, and the told one to all others', () => {
    for (const input of inputs) {
      const inTask = taskInputs.find(({ name }) => name === input.name);
      const inAction = action.inputs[kebabCase(input.name)];
      const expected = input.fallbacks ? undefined : input.default;
      if (inTask) assert.equal(inTask.defaultValue, expected, input.name);
      if (inAction && !input.hostDefaults) assert.equal(inAction.default, expected, input.name);
    }
  });

  test('offers the choices of the code', () => {
    for (const { name, choices = [] } of inputs) {
      const inTask = taskInputs.find((input) => input.name === name);
      for (const choice of choices) {
        if (inTask) assert.ok(inTask.options?.[choice], `${name} ${choice}`);
        assert.ok(
          !action.inputs[kebabCase(name)] || action.inputs[kebabCase(name)]?.description.includes(choice),
        );
      }
    }
  });

  test('has exactly the outputs of the code', () => {
    const names = outputs.map((output) => output.name);
    assert.deepEqual(
      task.OutputVariables.map((output: { name: string }) => output.name),
      names,
    );
    assert.deepEqual(task.restrictions.settableVariables.allowed, names);
    assert.deepEqual(Object.keys(action.outputs), names.map(kebabCase));
  });

  test('has the version of the code', () => {
    const { Major, Minor, Patch } = task.version;
    assert.equal(`${Major}.${Minor}.${Patch}`, version);
    assert.equal(json('package.json').version, version);
    assert.equal(extension.version, version);
  });

  test('is explained in docs/inputs.md, input by input', () => {
    const page = read('docs/inputs.md').toString('utf8');
    for (const input of inputs) {
      const section = page.split(`### ${input.label}\n`)[1]?.split('\n##')[0] ?? '';
      assert.ok(section.includes(input.help), input.name);
      for (const fallback of input.fallbacks ?? []) assert.ok(section.includes(fallback), fallback);
    }
    for (const output of outputs) assert.ok(page.includes(output.help), output.name);
  });
});

describe('action/README.md, the action’s page', () => {
  const page = read('action/README.md').toString('utf8');
  /** The cells of each row of its tables below a heading, by the name in the first one. */
  const rowsBelow = (heading: string): Map<string, string[]> => {
    const [, section = ''] = page.split(`\n## ${heading}\n`);
    const [table = ''] = section.split('\n## ');
    return new Map(
      [...table.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(([, name = '', rest = '']) => [
        name,
        rest.split(/(?<!\\)\|/).map((cell) => cell.trim()),
      ]),
    );
  };
  const rows = rowsBelow('Inputs');

  test('has the inputs and outputs of action.yml and no other, each with what it does', () => {
    assert.deepEqual([...rows.keys()].toSorted(), Object.keys(action.inputs).toSorted());
    assert.deepEqual([...rowsBelow('Outputs').keys()], Object.keys(action.outputs));
    for (const [name, [explanation = '']] of [...rows, ...rowsBelow('Outputs')])
      assert.ok(explanation.length > 10, name);
  });

  test('tells the defaults that action.yml gives, all choices and every fallback', () => {
    for (const { name, choices = [], fallbacks = [] } of inputsOf('github-actions')) {
      const [explanation = '', usual = ''] = rows.get(kebabCase(name)) ?? [];
      for (const word of [...choices, ...fallbacks]) assert.ok(explanation.includes(`\`${word}\``), name);
      const given = action.inputs[kebabCase(name)]?.default;
      if (given) assert.ok(usual.replaceAll('\\|', '|').includes(`\`${given}\``), `${name}: ${usual}`);
    }
  });

  test('and action.yml too spell every input and output as the action does', () => {
    const names = [...inputs, ...outputs].map(({ name }) => name).filter((name) => kebabCase(name) !== name);
    const manifest = read('action.yml').toString('utf8');
    for (const name of names)
      for (const [where, text] of Object.entries({ page, manifest }))
        assert.doesNotMatch(text, new RegExp(`\\b${name}\\b`), `${name} in ${where}`);
  });

  test('is linked from the README, which the Marketplace shows', () => {
    assert.ok(read('README.md').toString('utf8').includes('](action/README.md)'));
  });
});

/** A rule such as `mode != check && deletions = on`: the inputs that it asks about, with the values. */
const askedBy = (rule: string): [name: string, value: string][] =>
  rule.split(/\s*(?:&&|\|\|)\s*/).map((part) => {
    const [, name = '', value = ''] = /^(\w+) !?= (\w+)$/.exec(part) ?? [];
    assert.ok(name, `${rule}: a rule compares an input with a value`);
    return [name, value];
  });

describe('task.json is what the agent and the Marketplace take', () => {
  test('in its names and identity', () => {
    assert.match(task.id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.match(task.name, /^[A-Za-z0-9-]+$/);
    assert.ok(task.friendlyName.length <= 40, 'friendlyName has at most 40 characters');
    assert.ok(task.description.length <= 200 && task.author.length > 0);
    assert.ok(['Build', 'Utility', 'Test', 'Package', 'Deploy'].includes(task.category));
    assert.deepEqual(task.visibility, ['Build', 'Release']);
    assert.deepEqual(Object.keys(task.version), ['Major', 'Minor', 'Patch']);
    for (const part of Object.values(task.version)) assert.ok(Number.isInteger(part));
    for (const [, name] of task.instanceNameFormat.matchAll(/\$\((\w+)\)/g))
      assert.ok(
        taskInputs.some((input) => input.name === name),
        `$(${name}) is an input`,
      );
  });

  test('in handlers that agents have, on a file that is packed, from the first agent that has one of them', () => {
    assert.deepEqual(task.execution, { Node24: { target: 'index.js' }, Node20_1: { target: 'index.js' } });
    // 3.232.1 is the first with Node20_1; 4.265.1, the first with Node24, prefers that.
    assert.equal(task.minimumAgentVersion, '3.232.1');
  });

  test('in its inputs: distinct, of known types, in groups that exist, with help', () => {
    const types = /^(boolean|multiLine|pickList|string|connectedService:(AzureRM|port-catalog))$/;
    const groups = task.groups.map((group: { name: string }) => group.name);
    assert.equal(new Set(groups).size, groups.length);
    // Names of inputs arrive as INPUT_<NAME> in upper case.
    const variables = taskInputs.map(({ name }) => name.toUpperCase());
    assert.equal(new Set(variables).size, variables.length);
    for (const input of taskInputs) {
      assert.match(input.name, /^[A-Za-z][A-Za-z0-9]*$/);
      assert.match(input.type, types, input.name);
      assert.ok(input.label.length > 0 && input.label.length <= 50, input.name);
      assert.ok(input.groupName === undefined || groups.includes(input.groupName), input.name);
      assert.ok(input.helpMarkDown.length > 10, input.name);
      assert.equal(input.type === 'pickList', input.options !== undefined, input.name);
      if (input.options && input.defaultValue) assert.ok(input.options[input.defaultValue], input.name);
    }
    const used = new Set(taskInputs.map(({ groupName }) => groupName));
    for (const group of groups) assert.ok(used.has(group), `${group} has inputs`);
  });

  test('in its visible rules: on another input, with a value that it can have', () => {
    for (const { name, visibleRule } of [...taskInputs, ...task.groups]) {
      for (const [asked, value] of visibleRule ? askedBy(visibleRule) : []) {
        assert.notEqual(asked, name);
        assert.ok(taskInputs.find((input) => input.name === asked)?.options?.[value], visibleRule);
      }
    }
  });

  test('in its icons', () => {
    assert.deepEqual(sizeOf('task/icon.png'), [32, 32]);
    assert.match(read('task/icon.svg').toString('utf8'), /^<svg [^>]*viewBox/);
  });
});

describe('action.yml is what GitHub takes', () => {
  test('in its entry point and names', () => {
    assert.deepEqual(action.runs, { using: 'node24', main: 'dist/index.js' });
    assert.ok(read(action.runs.main).length > 0);
    assert.ok(action.name && action.author && action.description.length <= 125);
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)])
      assert.match(name, /^[a-z][a-z0-9-]*$/);
  });

  test('in its branding: a colour of its list, a Feather icon that it has', () => {
    const { icon, color } = action.branding;
    assert.match(color, /^(white|black|yellow|blue|green|orange|red|purple|gray-dark)$/);
    assert.match(
      icon,
      /^(activity|archive|box|cloud|database|git-merge|grid|layers|refresh-cw|repeat|upload-cloud)$/,
    );
  });

  test('in the expressions of its defaults, which see no secret and no other input', () => {
    // The one token that GitHub gives an action by a default is the job’s own.
    const { 'github-token': token, ...rest } = action.inputs;
    assert.match(token?.default ?? '', /^\$\{\{ github\.token \}\}$/);
    assert.doesNotMatch(JSON.stringify(rest), /github\.token|secrets\./);
    const expressions = Object.values(rest).flatMap(({ default: text = '' }) =>
      [...text.matchAll(/\$\{\{(.*?)\}\}/g)].map(([, expression = '']) => expression),
    );
    assert.equal(expressions.length, 2);
    for (const expression of expressions)
      for (const [, context = ''] of expression.replaceAll(/'[^']*'/g, '').matchAll(/\b([a-z]+)\./g))
        assert.ok(['github', 'strategy', 'matrix', 'job', 'runner'].includes(context), context);
  });
});

describe('vss-extension.json is what the Marketplace takes', () => {
  test('in what it says of itself', () => {
    assert.match(extension.id, /^[A-Za-z0-9-]{1,63}$/);
    assert.match(extension.publisher, /^[A-Za-z0-9-]+$/);
    assert.match(extension.version, /^\d+\.\d+\.\d+(\.\d+)?$/);
    assert.deepEqual(extension.targets, [{ id: 'Microsoft.VisualStudio.Services' }]);
    assert.deepEqual(extension.categories, ['Azure Pipelines']);
    assert.ok(extension.name.length <= 80 && extension.description.length <= 200);
    assert.ok(extension.tags.length <= 50 && extension.tags.every((tag: string) => tag.length <= 50));
    assert.match(extension.branding.theme, /^(light|dark)$/);
    assert.deepEqual(sizeOf('task/icon-128.png'), [128, 128]);
  });

  test('in contributions with an id, a type, a target and properties each', () => {
    const ids = extension.contributions.map(({ id }: { id: string }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { id, type, targets, properties } of extension.contributions) {
      assert.match(id, /^[a-z-]+$/);
      assert.match(type, /^ms\.vss-/);
      assert.match(
        targets[0],
        /^ms\.vss-(distributed-task\.tasks|build-web\.build-results-view|endpoint\.endpoint-types)$/,
      );
      // A tab's is what people read.
      assert.match(properties.name, type === 'ms.vss-build-web.build-results-tab' ? /^Port / : /^[a-z-]+$/);
    }
  });

  test('in a service connection type that the task’s input names', () => {
    const types = extension.contributions.filter(
      ({ type }: { type: string }) => type === 'ms.vss-endpoint.service-endpoint-type',
    );
    assert.equal(types.length, 1);
    const { name, authenticationSchemes } = types[0].properties;
    assert.equal(
      taskInputs.find((input) => input.name === 'portConnection')?.type,
      `connectedService:${name}`,
    );
    assert.equal(authenticationSchemes[0].type, 'ms.vss-endpoint.endpoint-auth-scheme-basic');
    const fields = authenticationSchemes[0].inputDescriptors;
    assert.deepEqual(
      fields.map(({ id, isConfidential }: { id: string; isConfidential: boolean }) => [id, isConfidential]),
      [
        ['username', false],
        ['password', true],
      ],
    );
  });
});
