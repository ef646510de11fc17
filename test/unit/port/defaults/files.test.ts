import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { builtInResources } from '../../../../src/port/defaults/resources.ts';
import { resourcesFor } from '../../../../src/port/integration/integration.ts';

const folderWith = async (context: TestContext, files: Record<string, string>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'resources-'));
  context.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
};

const blueprints = '[{"identifier": "mine", "title": "Mine", "schema": {"properties": {}}}]';

test('without a folder the built-in resources are used', async () => {
  assert.equal(await resourcesFor(undefined), builtInResources);
});

test('a folder’s JSON and YAML files replace the built-in resources, anchors and merges included', async (context) => {
  const folder = await folderWith(context, {
    // A byte order mark, with which editors on Windows begin a file.
    'blueprints.json': `\ufeff${blueprints}`,
    'port-app-config.yml': [
      'selector: &all {query: "true"}',
      'resources:',
      '  - kind: project',
      '    selector:',
      '      <<: *all',
      '      defaultTeam: yes',
    ].join('\n'),
    'scorecards.yaml': '- blueprint: mine\n  data: [{identifier: good, title: Good, rules: []}]',
    'README.md': 'not one of them',
  });
  const resources = await resourcesFor(folder);
  assert.equal(resources.blueprints[0]?.identifier, 'mine');
  const [first] = resources.mapping.resources as { selector: unknown }[];
  assert.deepEqual(first?.selector, { query: 'true', defaultTeam: 'yes' });
  assert.equal(resources.scorecards[0]?.data[0]?.identifier, 'good');
  assert.deepEqual(resources.pages, []);
  assert.deepEqual(resources.actions, []);
});

test('a folder without a mapping leaves the built-in one', async (context) => {
  const resources = await resourcesFor(await folderWith(context, { 'blueprints.json': blueprints }));
  assert.equal(resources.mapping, builtInResources.mapping);
});

test('all problems of a folder are told at once, with the file', async (context) => {
  const folder = await folderWith(context, {
    'blueprints.json': '[{"title": "nameless"}, {"identifier": "a"}, {"identifier": "a"}]',
    'pages.json': '{"not": "a list"}',
    'actions.yaml': 'a: [unclosed',
    'scorecards.json': '[{"data": []}]',
    'port-app-config.yml': 'resources: []',
    'port-app-config.json': '{}',
  });
  await assert.rejects(resourcesFor(folder), (error: Error) => {
    assert.equal(error.name, 'ProblemsError');
    for (const pattern of [
      /blueprints\.json: Entry 0 has no identifier/,
      /blueprints\.json: Two entries have the identifier "a"/,
      /pages\.json: It must hold a list/,
      /actions\.yaml: /,
      /scorecards\.json: Entry 0 must be \{blueprint, data/,
      /port-app-config\.\w+: There is also port-app-config\.\w+\. Keep one/,
    ]) {
      assert.match(error.message, pattern);
    }
    return true;
  });
});

test('a folder that is not there is told with the input to check', async () => {
  await assert.rejects(resourcesFor('/nowhere/at/all'), {
    name: 'UserError',
    hint: /resourcesPath/ as never,
  });
});
