import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAzureDevOps } from '../../src/azure-devops/client.ts';
import { parseOrganisationUrl } from '../../src/azure-devops/organisation.ts';
import { scopes } from '../../src/azure-devops/scopes.ts';
import { createService } from '../../src/http/service/service.ts';
import { EVERYTHING } from '../../src/kinds/read-scope.ts';
import { kinds } from '../../src/kinds/registry.ts';
import { silent } from '../../src/lib/log.ts';
import { parseMapping } from '../../src/mapping/definition/parse-mapping.ts';
import { probe } from '../../src/sync/prepare/probe.ts';
import { type ListPlan, planReads } from '../../src/sync/read/read-plan.ts';
import { documentOf, examples } from '../examples/support.ts';
import { createProduct, type ProductOptions } from '../integration/product.ts';
import { listeningLog } from '../support/log.ts';

const token = 'emulated-token';
const every: readonly string[] = Object.values(scopes).map(({ name }) => name);
const without = (...missing: string[]) => every.filter((scope) => !missing.includes(scope));

/** All kinds at once, each into its own blueprint. */
const everything = {
  mapping: { from: 'inline' as const, text: documentOf(examples, {}) },
  initializePortResources: false,
};

const product = (granted: readonly string[], options: ProductOptions = {}) => {
  const made = createProduct({
    organisation: { scale: { projects: 5, workItemsPerProject: 20, testRunsPerProject: 4 } },
    azureDevOps: { credentials: [{ kind: 'pat', token, scopes: [...granted] }] },
    ...options,
  });
  made.port.seedBlueprints(examples.map(({ blueprint }) => blueprint));
  return made;
};

test('a token that lacks two scopes is told so before anything is read or written', async () => {
  const { azureDevOps, port, sync } = product(without('vso.release', 'vso.advsec'));
  const { log, lines } = listeningLog();
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
  const subjects = report.problems.map(({ subject }) => subject.split(', ').toSorted().join(', '));
  assert.deepEqual(subjects.toSorted(), [
    'advanced-security-alert',
    'release, release-definition, release-deployment',
  ]);
  assert.ok(report.problems.every(({ hint }) => /scope/.test(hint ?? '')));

  const refused = azureDevOps.requests.filter(({ status }) => status === 401 || status === 403);
  // Four lists under three parents each; two of them ask once for all projects before.
  assert.ok(refused.length <= 4 * 3 + 2, `${refused.length} refused requests`);
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
  const { log, lines } = listeningLog();
  const { report } = await sync(everything, log);
  assert.equal(report.run.status, 'failed');
  assert.match(report.run.failure?.message ?? '', /credential was not accepted/);
  assert.equal(lines.filter((line) => line.includes('lacks')).length, 0);
});

test('a scope that the list of projects lacks is told once for all that hangs under it', async () => {
  const { azureDevOps, sync } = product(without('vso.project'));
  const { log, lines } = listeningLog();
  const { report } = await sync(everything, log);
  const warnings = lines.filter((line) => /^warning: .*lacks Project and Team \(read\)/.test(line));
  assert.equal(warnings.length, 1, lines.join('\n'));
  assert.ok((report.resources.find(({ kind }) => kind === 'group')?.entities ?? 0) > 0);
  assert.ok(azureDevOps.requests.filter(({ status }) => status === 401).length <= 2);
});

const branches = planReads(
  parseMapping({ text: everything.mapping.text }, kinds, { from: 'inline' }).mapping,
  kinds,
);

test('every list that others hang under names the scope that it takes itself', () => {
  const walk = ({ source, children }: ListPlan): void => {
    if (children.length > 0) assert.ok(source.scope, source.key);
    children.forEach(walk);
  };
  branches.forEach(walk);
});

for (const [title, { name }] of Object.entries(scopes)) {
  if (title === 'Project and Team (read)') continue;
  test(`a token without ${name} lacks ${title}, and nothing else`, async () => {
    const { azureDevOps, clock } = product(without(name));
    const service = createService({
      name: 'Azure DevOps',
      transport: azureDevOps.transport(clock),
      clock,
      log: silent,
      maxConcurrency: 4,
      requestTimeoutSeconds: 60,
      authorize: async () => ({ authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}` }),
    });
    const organisation = parseOrganisationUrl('https://dev.azure.com/contoso');
    const { lacking } = await probe(branches, {
      devops: createAzureDevOps({ organisation, service }),
      index: 0,
      scope: EVERYTHING,
      now: new Date(clock.now()),
      signal: new AbortController().signal,
    });
    assert.deepEqual(
      lacking.map((one) => one.scope),
      [title],
    );
    const needing = [...kinds.values()].filter(({ scope }) => scope === title).map((kind) => kind.name);
    assert.ok(needing.length > 0);
    for (const kind of needing) assert.ok(lacking[0]?.kinds.includes(kind), lacking[0]?.kinds.join());
    assert.ok(azureDevOps.requests.length < 60, `${azureDevOps.requests.length} requests`);
  });
}
