import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { load } from 'js-yaml';
import { version } from '../../src/app/version.ts';
import { blocks, pages, textOf } from '../docs/pages.ts';

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

/** Expressions within `${{ }}` in a text. */
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
        if (job.permissions && job.environment !== 'marketplace')
          assert.ok(
            job.steps.every(({ run }) => run === undefined),
            `${name}: more rights only behind an approval, or where no script runs`,
          );
      }
    });

    test('has steps that run something: an action of GitHub’s, or a script that exists', () => {
      for (const { where, step } of steps) {
        only(step, stepKeys, where);
        assert.notEqual(step.uses === undefined, step.run === undefined, where);
        if (step.uses && step.uses !== './') assert.match(step.uses, /^actions\/[\w-]+@/, where);
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

/** Everything with steps of GitHub's in it: workflows, examples, and what the pages show. */
const withSteps: [path: string, text: string][] = [
  ...['.github/workflows', 'examples/workflows'].flatMap((folder) =>
    readdirSync(new URL(folder, root)).map((file): [string, string] => [
      `${folder}/${file}`,
      read(`${folder}/${file}`),
    ]),
  ),
  ...pages.flatMap((page) =>
    blocks(textOf(page), 'yaml').map((block, at): [string, string] => [`${page}, block ${at + 1}`, block]),
  ),
];

const OURS = 'port-catalog-sync/port-catalog-sync-azure-devops';

interface Use {
  where: string;
  action: string;
  ref: string;
  version: string | undefined;
}

const uses: Use[] = withSteps.flatMap(([where, text]) =>
  [...text.matchAll(/\buses: *["']?([^\s@"'#]+)(?:@([^\s"'#]+))?["']?(?: +# *(.*))?$/gm)].map(
    ([, action = '', ref = '', told]) => ({ where, action, ref, version: told }),
  ),
);

describe('actions that workflows, examples and pages use', () => {
  test('are pinned by a whole commit, with its version beside it, unless they are ours', () => {
    const others = uses.filter(({ action }) => action !== './' && action !== OURS);
    assert.ok(others.length > 10, 'the steps are found');
    for (const { where, action, ref, version: told } of others) {
      assert.match(ref, /^[0-9a-f]{40}$/, `${where}: ${action}@${ref} is a name that may be moved`);
      assert.match(told ?? '', /^v\d+\.\d+\.\d+$/, `${where}: ${action} lacks its version as a comment`);
    }
  });

  test('are of one version everywhere', () => {
    const known = new Map<string, Use>();
    for (const use of uses.filter(({ action }) => action !== './')) {
      const first = known.get(use.action) ?? use;
      assert.deepEqual(
        [use.ref, use.version],
        [first.ref, first.version],
        `${use.action} in ${use.where} and in ${first.where}`,
      );
      known.set(use.action, first);
    }
  });

  test('are ours by their major version, as users write it', () => {
    const ours = uses.filter(({ action }) => action === OURS);
    assert.ok(ours.length > 5);
    for (const { where, ref } of ours) assert.equal(ref, `v${version.split('.')[0]}`, where);
  });
});

/** Workflows that users take over: in a file, or whole on a page. */
const shown = withSteps.filter(([path, text]) => !path.startsWith('.github/') && /^on:/m.test(text));

for (const [path, text] of shown) {
  test(`${path}: begins with no rights, gives a job what it needs, and keeps no token in the checkout`, () => {
    const { permissions, jobs } = load(text) as Workflow;
    assert.deepEqual(permissions, {});
    for (const [name, job] of Object.entries(jobs)) {
      const checksOut = job.steps.filter(({ uses: action }) => action?.startsWith('actions/checkout@'));
      for (const step of checksOut) assert.equal(step.with?.['persist-credentials'], false, name);
      assert.equal(job.permissions?.contents, checksOut.length > 0 ? 'read' : undefined, name);
      for (const { run = '' } of job.steps) assert.deepEqual(expressionsIn(run), [], name);
    }
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
    const publishes = job.steps.some(({ run = '' }) =>
      /extension publish|git push|gh release|npm publish|--push|helm push/.test(run),
    );
    assert.equal(publishes, ['publish', 'image', 'npm'].includes(name), name);
    if (publishes) assert.equal(job.environment, 'marketplace', name);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's.
    if (job.permissions) assert.equal(job.if, '${{ !inputs.dry-run }}');
  }
});

test('the release attests what it publishes before that: origin and contents of the extension and of the bundle', () => {
  const { build, attest, publish } = (load(read('.github/workflows/release.yml')) as Workflow).jobs;
  assert.ok(build && attest && publish);
  assert.deepEqual(attest.permissions, { 'id-token': 'write', attestations: 'write' });
  assert.deepEqual([publish.needs].flat(), ['build', 'attest']);
  const attested = attest.steps
    .filter(({ uses: action }) => action?.startsWith('actions/attest@'))
    .map(({ with: given }) => [String(given?.['subject-path']).trim().split('\n'), given?.['sbom-path']]);
  assert.deepEqual(attested, [
    [['build/*.vsix', 'build/*.tgz', 'dist/*'], undefined],
    [['build/*.vsix'], 'build/extension.cdx.json'],
    [['dist/*.js'], 'build/action.cdx.json'],
  ]);
  const upload = build.steps.find(({ uses: action }) => action?.startsWith('actions/upload-artifact@'));
  assert.deepEqual(String(upload?.with?.path).trim().split('\n'), [
    'build/*.vsix',
    'build/*.cdx.json',
    'build/*.tgz',
    'dist/',
  ]);
  assert.ok(build.steps.some(({ run }) => run === 'npm run sbom'));
  for (const { uses: action, with: given } of [...attest.steps, ...publish.steps])
    if (action?.startsWith('actions/download-artifact@')) assert.equal(given?.name, upload?.with?.name);
});

test('a release takes nothing out of a cache that other workflows fill', () => {
  const { jobs } = load(read('.github/workflows/release.yml')) as Workflow;
  for (const { uses: action, with: given } of Object.values(jobs).flatMap(({ steps }) => steps))
    if (action?.startsWith('actions/setup-node@')) {
      assert.equal(given?.['package-manager-cache'], false);
      assert.equal(given?.cache, undefined);
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
