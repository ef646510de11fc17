import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Log } from '../../src/log.ts';
import { documentOf, examples } from '../examples/support.ts';
import { createProduct, type ProductOptions } from '../whole/product.ts';

const token = 'emulated-token';
const every = [
  'vso.project',
  'vso.code',
  'vso.build',
  'vso.release',
  'vso.work',
  'vso.test',
  'vso.wiki',
  'vso.graph',
  'vso.environment_manage',
  'vso.memberentitlementmanagement',
  'vso.advsec',
];
const without = (...scopes: string[]) => every.filter((scope) => !scopes.includes(scope));

/** All kinds at once, each into its own blueprint. */
const everything = {
  mapping: { from: 'inline' as const, text: documentOf(examples, {}) },
  initializePortResources: false,
};

const product = (scopes: string[], options: ProductOptions = {}) => {
  const made = createProduct({
    organisation: { scale: { projects: 5, workItemsPerProject: 20, testRunsPerProject: 4 } },
    azureDevOps: { credentials: [{ kind: 'pat', token, scopes }] },
    ...options,
  });
  made.port.seedBlueprints(examples.map(({ blueprint }) => blueprint));
  return made;
};

/** Everything logged, group titles included. */
const listener = () => {
  const lines: string[] = [];
  const line = (level: string) => (message: string) => void lines.push(`${level}${message}`);
  const log: Log = {
    debug() {},
    info: line(''),
    warn: line('warning: '),
    error: line('error: '),
    group(title) {
      lines.push(`[${title}]`);
      return () => {};
    },
    progress() {},
  };
  return { log, lines };
};

test('a token that lacks two scopes is told so before anything is read or written', async () => {
  const { azureDevOps, port, sync } = product(without('vso.release', 'vso.advsec'));
  const { log, lines } = listener();
  const { report } = await sync(everything, log);
  const start = lines.slice(lines.indexOf('[Permissions]'), lines.indexOf('[Read, map and write]'));
  const all = examples.map(({ kind }) => kind).filter((kind) => !/release|advanced/.test(kind));
  assert.deepEqual(start.toSorted(), [
    '[Permissions]',
    `contoso: the credential reads ${all.join(', ')}`,
    'warning: contoso: the credential lacks Advanced Security (read), so it cannot read advanced-security-alert',
    'warning: contoso: the credential lacks Release (read), so it cannot read release, release-definition, release-deployment',
  ]);

  assert.equal(report.run.status, 'problems');
  const missing = ['release', 'release-definition', 'release-deployment', 'advanced-security-alert'];
  for (const { kind, complete, entities } of report.resources) {
    assert.equal(complete, !missing.includes(kind), kind);
    assert.equal(entities > 0, !missing.includes(kind), kind);
  }
  assert.deepEqual(report.problems.map(({ subject }) => subject).toSorted(), missing.toSorted());
  assert.ok(report.problems.every(({ count, hint }) => count === 1 && /scope/.test(hint ?? '')));

  const refused = azureDevOps.requests.filter(({ status }) => status === 401 || status === 403);
  assert.ok(refused.length <= 4 * 3, `${refused.length} refused requests`);
  assert.ok(port.writes > 0);
});

test('the probe costs no request of its own', async () => {
  const { azureDevOps, sync } = product(every);
  const { report } = await sync(everything);
  assert.equal(report.run.status, 'succeeded');
  const asked = azureDevOps.requests.map(({ method, url, requestBody }) => `${method} ${url} ${requestBody}`);
  assert.deepEqual(
    asked.filter((one, i) => asked.indexOf(one) !== i),
    [],
  );
});

test('what may be read in one project only is read there', async () => {
  const { azureDevOps, sync } = product(every);
  const last = [...(azureDevOps.organisations[0]?.projects.items() ?? [])].at(-1);
  azureDevOps.faults.push({
    match: ({ url }, route) => route.endsWith('/build/builds') && !url.pathname.includes(last?.id ?? '-'),
    fault: { type: 'status', status: 403, body: { message: 'TF215106: Access denied.' } },
    times: Number.POSITIVE_INFINITY,
  });
  const { report } = await sync(everything);
  const build = report.resources.find(({ kind }) => kind === 'build');
  assert.ok(build && build.entities > 0);
  assert.equal(build.complete, false);
});

test('a credential that is good for nothing is told as such, not as a lack of scopes', async () => {
  const { sync } = product(every, { azureDevOps: { credentials: [] } });
  const { log, lines } = listener();
  const { report } = await sync(everything, log);
  assert.equal(report.run.status, 'failed');
  assert.match(report.run.failure?.message ?? '', /credential was not accepted/);
  assert.equal(lines.filter((line) => line.includes('lacks')).length, 0);
});

test('a scope that the list of projects lacks is told once for all that hangs under it', async () => {
  const { azureDevOps, sync } = product(without('vso.project'));
  const { log, lines } = listener();
  const { report } = await sync(everything, log);
  const warnings = lines.filter((line) => /^warning: .*lacks Project and Team \(read\)/.test(line));
  assert.equal(warnings.length, 1, lines.join('\n'));
  assert.ok((report.resources.find(({ kind }) => kind === 'group')?.entities ?? 0) > 0);
  assert.ok(azureDevOps.requests.filter(({ status }) => status === 401).length <= 2);
});
