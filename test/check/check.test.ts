import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fieldsOf, refusedIdentifiers } from '../../src/check/fields.ts';
import { onAzurePipelines, onGitHubActions, onTerminal } from '../e2e/support/hosts.ts';

const mapping = `resources:
  - kind: repository
    selector:
      query: .isDisabled | not
    port:
      entity:
        mappings:
          identifier: .id
          title: .name
          blueprint: '"service"'
          properties:
            url: .webUrl
            owner: .owner.name
            size: .name + 1
          relations:
            project: .project.id
  - kind: team
    selector:
      query: .name == "nobody"
    port:
      entity:
        mappings:
          identifier: .name
          blueprint: '"team"'
`;

const files = { 'mapping.yml': mapping };
const inputs = { mode: 'check', configFile: 'mapping.yml' };

describe('mode check', () => {
  test('shows what the samples became, field by field, and what to look at', async () => {
    const { code, stdout, report, files: left } = await onTerminal({ inputs, files });
    assert.equal(code, 0);
    assert.equal(report?.run.status, 'succeeded');
    const [repository, team] = report?.check?.resources ?? [];
    assert.equal(repository?.samples, 'built in');
    const [entity] = repository?.entities ?? [];
    assert.equal(entity?.blueprint, 'service');
    assert.match(String(Object(entity?.properties).url), /^https:\/\/dev\.azure\.com\/contoso\//);
    assert.deepEqual(repository?.empty, ['properties.owner', 'properties.size']);
    assert.equal(team?.withoutSelector, true);
    assert.equal(team?.entities.length, 1);
    assert.equal(report?.resources[1]?.filtered, report?.resources[1]?.rawItems);
    for (const text of [
      stdout,
      left['port-sync-summary/summary.md'],
      left['port-sync-summary/summary.html'],
    ]) {
      assert.match(text ?? '', /repository-0/);
      assert.match(text ?? '', /The selector leaves every sample out/);
    }
    assert.match(stdout, /resources\[0\]\.port\.entity\.mappings\.properties\.size failed, and is null: /);
    assert.match(stdout, /relations\.project {2,}"[0-9a-f-]{36}"/);
    assert.match(stdout, /Port would refuse the identifier "Payments Team"/);
  });

  test('tries the mapping on the items that the user has', async () => {
    const mine = {
      'samples/repository.json': JSON.stringify([{ id: 'r-1', name: 'mine', owner: { name: 'ann' } }]),
    };
    const { report } = await onTerminal({
      inputs: { ...inputs, samples: 'samples' },
      files: { ...files, ...mine },
    });
    const [repository, team] = report?.check?.resources ?? [];
    assert.deepEqual(repository?.entities, [
      {
        identifier: 'r-1',
        title: 'mine',
        blueprint: 'service',
        properties: { url: null, owner: 'ann', size: null },
        relations: { project: null },
      },
    ]);
    assert.equal(repository?.samples, 'own');
    assert.equal(team?.samples, 'built in');
  });

  test('an item that cannot be mapped is a problem, which fails the step when asked to', async () => {
    const config = mapping.replace('.isDisabled | not', '.name');
    const asked = { mode: 'check', config };
    const { code, report, stdout } = await onTerminal({ inputs: asked });
    assert.equal(code, 0);
    assert.equal(report?.run.status, 'problems');
    assert.match(stdout, /resources\[0\]\.selector\.query: must give true or false, and gave text/);
    assert.equal((await onTerminal({ inputs: { ...asked, failOn: 'problems' } })).code, 1);
  });

  const broken: Record<string, [config: string, told: RegExp]> = {
    'is malformed': [
      mapping.replace('kind: team', 'kind: taem'),
      /"taem"\): is not a kind\. Did you mean "team"\?/,
    ],
    'does not compile': [
      mapping.replace('.owner.name', '.owner | nam('),
      /resources\[0\]\.port\.entity\.mappings\.properties\.owner: ".owner \| nam\("/,
    ],
  };
  for (const [how, [config, told]] of Object.entries(broken))
    test(`a mapping that ${how} fails on every host, and says where`, async () => {
      for (const on of [onTerminal, onAzurePipelines, onGitHubActions]) {
        const { code, stdout, stderr, report } = await on({ inputs: { mode: 'check', config } });
        assert.equal(code, 1);
        assert.match(stdout + stderr, told);
        assert.equal(report?.run.status, 'failed');
        assert.equal(report?.check, undefined);
      }
    });

  test('all that is wrong is told at once: form, expressions and samples, each at its place', async () => {
    const config = `resources:
  - kind: repo
    selector: {query: 'que('}
    port: {entity: {mappings: {identifier: 'ide(', blueprint: '"service"', properties: {a: {b: .c}, d: 'pro('}}}}
  - kind: team
    port:
      itemsToParse: 'par('
      entity: {mappings: [{identifier: .id}, {identifier: .id, blueprint: 'blu(', relations: {r: 'rel('}}]}
  - kind: project
    selector: {query: 5}
    port: {}
`;
    const { code, stderr, report } = await onTerminal({
      inputs: { mode: 'check', config, samples: 'samples' },
      files: { 'samples/teem.json': '[]', 'samples/user.json': '[1]' },
    });
    assert.equal(code, 1);
    assert.deepEqual(
      report?.problems.map(({ code: of, subject }) => `${of} ${subject}`),
      [
        'PCS1301 resources[0] (kind "repo").port.entity.mappings.properties.a',
        'PCS1301 resources[0] (kind "repo")',
        'PCS1301 resources[1] (kind "team").port.entity.mappings[0].blueprint',
        'PCS1301 resources[2] (kind "project").port.entity',
        'PCS1305 samples/teem.json',
        'PCS1305 samples/user.json',
        'PCS1302 resources[0].selector.query',
        'PCS1302 resources[0].port.entity.mappings.identifier',
        'PCS1302 resources[0].port.entity.mappings.properties.d',
        'PCS1302 resources[1].port.itemsToParse',
        'PCS1302 resources[1].port.entity.mappings[1].blueprint',
        'PCS1302 resources[1].port.entity.mappings[1].relations.r',
      ],
      stderr,
    );
    assert.equal(stderr.match(/^error: /gm)?.length, 12);
  });

  test('without a mapping it says where to name one, and that it is a check', async () => {
    const { code, stdout, stderr, report } = await onTerminal({ inputs: { mode: 'check' } });
    assert.equal(code, 1);
    assert.match(stdout, /Port mapping check: failed/);
    assert.match(stderr, /--config-file: There is no mapping to check\./);
    assert.equal(report?.run.mode, 'check');
  });

  test('runs on both hosts without credentials, and leaves the summary there', async () => {
    const azure = await onAzurePipelines({ inputs, files });
    assert.equal(azure.code, 0, azure.stdout);
    assert.match(azure.stdout, /##vso\[task\.addattachment type=Distributedtask\.Core\.Summary;/);
    assert.match(azure.stdout, /repository-0 {2}3 built-in samples: 2 mapped and 1 filtered out/);
    const github = await onGitHubActions({ inputs, files });
    assert.equal(github.code, 0, github.stdout);
    assert.match(github.commandFiles.GITHUB_STEP_SUMMARY ?? '', /What the samples became/);
  });

  for (const kind of ['pull-request', 'work-item', 'file', 'user'])
    test(`the example of ${kind} comes out`, async () => {
      const config = readFileSync(
        new URL(`../../examples/kinds/${kind}/mapping.yaml`, import.meta.url),
        'utf8',
      );
      const { report } = await onTerminal({ inputs: { mode: 'check', config } });
      assert.equal(report?.run.status, 'succeeded', JSON.stringify(report?.problems));
      for (const { entities } of report?.check?.resources ?? []) assert.equal(entities.length, 1);
    });
});

test('fields are named as in the mapping', () => {
  assert.deepEqual(
    fieldsOf({ identifier: 1, blueprint: 'x', properties: { a: null }, relations: undefined }),
    [
      ['identifier', 1],
      ['blueprint', 'x'],
      ['properties.a', null],
    ],
  );
});

test('identifiers that Port would refuse are known; search queries are left alone', () => {
  const entity = (identifier: unknown) => ({ identifier, blueprint: 'x' });
  const good = ['a', 'ä/b', 5, 'a=b@c.d:e\\f+-_', { combinator: 'and', rules: [] }];
  assert.deepEqual(refusedIdentifiers(good.map(entity)), []);
  const bad = ['a b', '..', 'a#b', 'x'.repeat(1001)];
  assert.deepEqual(refusedIdentifiers(bad.map(entity)), bad);
});
