import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { load } from 'js-yaml';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const { scripts } = JSON.parse(read('package.json'));

interface Step {
  name?: string;
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Job {
  name?: string;
  needs?: string | string[];
  if?: string;
  'runs-on': string;
  'timeout-minutes'?: number;
  environment?: string;
  permissions?: Record<string, string>;
  strategy?: { matrix: Record<string, unknown[]>; 'fail-fast'?: boolean };
  env?: Record<string, string>;
  outputs?: Record<string, string>;
  steps: Step[];
}

interface Workflow {
  name: string;
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  concurrency?: object;
  jobs: Record<string, Job>;
}

const only = (value: object, allowed: readonly string[], where: string) => {
  for (const key of Object.keys(value)) assert.ok(allowed.includes(key), `${where}: ${key}`);
};

const workflowKeys = ['name', 'on', 'permissions', 'concurrency', 'jobs'];
const jobKeys =
  'name needs if runs-on timeout-minutes environment permissions strategy env outputs steps'.split(' ');
const stepKeys = ['name', 'id', 'if', 'uses', 'run', 'with', 'env'];
const contexts = ['github', 'inputs', 'vars', 'secrets', 'needs', 'steps', 'matrix'];

/** Every `npm run x` of a script names a script of package.json, every path of the repository exists. */
const checkScript = (text: string, where: string) => {
  for (const [, name = ''] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
    assert.ok(name in scripts, `${where}: npm run ${name}`);
  for (const [path] of text.matchAll(/(?<![\w/])\.ci\/\w+/g))
    assert.ok(existsSync(new URL(path, root)), path);
};

/** What lies within `${{ }}` in a text. */
const expressionsIn = (text: string) =>
  [...text.matchAll(/\$\{\{(.*?)\}\}/gs)].map(([, inside = '']) => inside);

for (const file of readdirSync(new URL('.github/workflows', root))) {
  const path = `.github/workflows/${file}`;
  const text = read(path);
  const workflow = load(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([name, job]) =>
    job.steps.map((step) => ({ where: `${path}: ${name}`, job, step })),
  );

  describe(path, () => {
    test('has only keys that GitHub knows, a time limit on each job, and least rights', () => {
      only(workflow, workflowKeys, path);
      only(workflow.on, ['push', 'pull_request', 'schedule', 'workflow_dispatch'], path);
      assert.deepEqual(workflow.permissions, { contents: 'read' });
      for (const [name, job] of jobs) {
        only(job, jobKeys, name);
        assert.match(job['runs-on'], /^(ubuntu-latest|\$\{\{ matrix\.os \}\})$/);
        assert.ok((job['timeout-minutes'] ?? 0) > 0, `${name} has a time limit`);
        for (const needed of [job.needs ?? []].flat()) assert.ok(workflow.jobs[needed], needed);
        if (job.permissions)
          assert.equal(job.environment, 'marketplace', 'more rights only behind an approval');
      }
    });

    test('has steps that run something: an action by version, or a script that exists', () => {
      for (const { where, step } of steps) {
        only(step, stepKeys, where);
        assert.notEqual(step.uses === undefined, step.run === undefined, where);
        if (step.uses && step.uses !== './') assert.match(step.uses, /^actions\/[\w-]+@v\d+$/, where);
        if (step.run) checkScript(step.run, where);
      }
    });

    test('has expressions on contexts, steps, jobs and outputs that exist', () => {
      for (const inside of expressionsIn(text))
        for (const [, context = '', name = '', rest = ''] of inside
          .replaceAll(/'[^']*'/g, '')
          .matchAll(/\b([a-z]+)\.([\w-]+)((?:\.[\w-]+)*)/g)) {
          assert.ok(contexts.includes(context), `${context}.${name}`);
          if (context === 'needs')
            assert.ok(workflow.jobs[name]?.outputs?.[rest.split('.')[2] ?? ''], inside);
          if (context === 'steps')
            assert.ok(
              steps.some(({ step }) => step.id === name),
              inside,
            );
          if (context === 'matrix')
            assert.ok(
              jobs.some(([, job]) => job.strategy?.matrix[name]),
              inside,
            );
          if (context === 'inputs') assert.match(text, new RegExp(`^ {6}${name}:$`, 'm'), inside);
        }
    });

    test('puts nothing from outside into a script, and secrets into the environment of one step only', () => {
      for (const { where, job, step } of steps) {
        assert.deepEqual(expressionsIn(step.run ?? ''), [], `${where}: an expression in a script is code`);
        assert.doesNotMatch(JSON.stringify([job.env ?? {}, step.with ?? {}]), /secrets\./, where);
      }
    });
  });
}

test('a whole sync is done on Windows and macOS as well', () => {
  const { jobs } = load(read('.github/workflows/ci.yml')) as Workflow;
  const { sync } = jobs;
  assert.deepEqual(sync?.strategy?.matrix.os, ['windows-latest', 'macos-latest']);
  assert.ok(sync?.steps.some(({ run }) => run === 'npm run demo'));
});

test('the release publishes only when it is no dry run, and a dry run is the default', () => {
  const workflow = load(read('.github/workflows/release.yml')) as Workflow;
  const { inputs } = workflow.on.workflow_dispatch as { inputs: Record<string, { default: boolean }> };
  assert.equal(inputs['dry-run']?.default, true);
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const publishes = job.steps.some(({ run = '' }) => /extension publish|git push|gh release/.test(run));
    assert.equal(publishes, name === 'publish');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's.
    if (publishes) assert.equal(job.if, '${{ !inputs.dry-run }}');
  }
});

test('azure-pipelines.yml runs the same checks with a time limit, and publishes only when asked on main', () => {
  const text = read('azure-pipelines.yml');
  const { stages, parameters } = load(text) as {
    stages: Record<string, unknown>[];
    parameters: { default: boolean }[];
  };
  assert.equal(parameters[0]?.default, false);
  const [first, second] = stages as [
    { jobs: [{ timeoutInMinutes: number; steps: { script?: string }[] }] },
    object,
  ];
  const tests = first.jobs[0];
  assert.ok(tests.timeoutInMinutes > 0);
  const words = tests.steps.map(({ script }) => script ?? '').join('\n');
  assert.match(words, /^\.ci\/run$/m);
  checkScript(words, 'azure-pipelines.yml');
  assert.doesNotMatch(JSON.stringify(first), /MARKETPLACE_TOKEN|tfx/);
  const [condition] = Object.keys(second);
  assert.match(
    condition ?? '',
    /and\(parameters\.publish, eq\(variables\['Build\.SourceBranch'\], 'refs\/heads\/main'\)\)/,
  );
});
