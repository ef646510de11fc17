import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { load } from 'js-yaml';
import { type HostName, inputs, inputsOf, kebabCase, outputs } from '../../src/inputs.ts';
import { version } from '../../src/version.ts';

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

describe('task.json is what the agent and the Marketplace take', () => {
  test('in its names and identity', () => {
    assert.match(task.id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.match(task.name, /^[A-Za-z0-9-]+$/);
    assert.ok(task.friendlyName.length <= 40);
    assert.match(task.minimumAgentVersion, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(Object.keys(task.execution), ['Node24', 'Node20_1']);
  });

  test('in its inputs: known types, groups that exist, rules on inputs with choices', () => {
    const types = /^(boolean|multiLine|pickList|string|connectedService:(AzureRM|port-catalog))$/;
    const groups = task.groups.map((group: { name: string }) => group.name);
    for (const input of taskInputs) {
      assert.match(input.name, /^[A-Za-z][A-Za-z0-9]*$/);
      assert.match(input.type, types, input.name);
      assert.ok(input.groupName === undefined || groups.includes(input.groupName), input.name);
      assert.ok(input.helpMarkDown.length > 10, input.name);
      assert.equal(input.type === 'pickList', input.options !== undefined, input.name);
    }
    for (const { visibleRule } of [...taskInputs, ...task.groups]) {
      if (visibleRule === undefined) continue;
      const [, name, value] = /^(\w+) !?= (\w+)$/.exec(visibleRule) ?? [];
      assert.ok(taskInputs.find((input) => input.name === name)?.options?.[value ?? ''], visibleRule);
    }
  });

  test('in its icon of 32 by 32 pixels', () => assert.deepEqual(sizeOf('task/icon.png'), [32, 32]));
});

describe('action.yml is what GitHub takes', () => {
  test('in its entry point, branding and input names', () => {
    assert.deepEqual(action.runs, { using: 'node24', main: 'dist/index.js' });
    assert.match(action.branding.color, /^(white|black|yellow|blue|green|orange|red|purple|gray-dark)$/);
    for (const name of Object.keys(action.inputs)) assert.match(name, /^[a-z][a-z0-9-]*$/);
  });
});

describe('vss-extension.json is what the Marketplace takes', () => {
  test('in what it says of itself', () => {
    assert.deepEqual(extension.targets, [{ id: 'Microsoft.VisualStudio.Services' }]);
    assert.deepEqual(extension.categories, ['Azure Pipelines']);
    assert.ok(extension.description.length <= 200);
    assert.deepEqual(sizeOf('task/icon-128.png'), [128, 128]);
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
