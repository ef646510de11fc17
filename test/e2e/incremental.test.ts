import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Organisation } from '../emulators/azure-devops/index.ts';
import { resource } from '../support/resource.ts';
import { type Finished, onAzurePipelines, onGitHubActions } from './support/hosts.ts';
import { startServices } from './support/services.ts';

const identifier = 'my-azure-devops-integration';
const hosts = { 'Azure Pipelines': onAzurePipelines, 'GitHub Actions': onGitHubActions };

const onto = (kind: string, identifier: string, blueprint = 'thing') =>
  resource(kind, {
    identifier,
    blueprint: JSON.stringify(blueprint),
    title: '.name // .fields."System.Title"',
  });
const config = JSON.stringify({
  resources: [onto('project', '.id'), onto('work-item', '"item-" + (.id | tostring)')],
});

/** The lines of the log that stand in the group of this title. */
const group = ({ stdout }: Finished, title: string): string[] => {
  const lines = stdout.split('\n');
  const from = lines.findIndex((text) => /^(##\[group\]|::group::)/.test(text) && text.endsWith(title));
  const rest = lines.slice(from + 1);
  return from < 0
    ? []
    : rest.slice(
        0,
        rest.findIndex((text) => /^(##\[endgroup\]|::endgroup::)/.test(text)),
      );
};

/** All that a run says of itself to people. */
const told = ({ stdout, files }: Finished): string[] => [
  stdout,
  ...Object.entries(files).flatMap(([name, text]) => (/summary\.(md|html)$/.test(name) ? [text] : [])),
];

for (const [host, on] of Object.entries(hosts))
  test(`${host}: a full sync, an increment, and one that meets another run say what they are, and why`, async (t) => {
    const services = await startServices(t, {
      organisation: {
        scale: { projects: 2, workItemsPerProject: 4, repositoriesPerProject: 1, users: 2 },
        time: Date.now,
      },
    });
    const { azureDevOps, port } = services;
    port.seedBlueprints([{ identifier: 'thing', title: 'Thing', schema: { properties: {} }, relations: {} }]);
    port.seedBlueprints([{ identifier: 'test', title: 'Test', schema: { properties: {} }, relations: {} }]);
    const withTests = JSON.stringify({
      resources: [...JSON.parse(config).resources, onto('test-run', '.id | tostring', 'test')],
    });
    const inputs = {
      ...services.inputs,
      config: withTests,
      mode: 'incremental',
      initializePortResources: 'false',
    };

    const full = await on({ inputs });
    assert.equal(full.code, 0, full.stdout);
    for (const text of told(full))
      assert.match(text, /A full sync, since there is no cursor for this mapping/);
    assert.match(full.report?.run.increments?.full ?? '', /no cursor/);
    const state = structuredClone(port.integration(identifier)?.resyncState);

    const [item, gone] = [...(azureDevOps.organisations[0] as Organisation).all('work-item')];
    item?.update({ title: 'Another title' });
    gone?.remove();
    const increment = await on({ inputs });
    assert.equal(increment.code, 0, increment.stdout);
    for (const text of told(increment)) {
      assert.match(text, /[Rr]eads? what changed since /i);
      assert.doesNotMatch(text, /of a part|no full sync/);
    }
    assert.equal(increment.report?.totals.updated, 1);
    assert.equal(increment.report?.run.status, 'succeeded');
    assert.deepEqual(
      full.report?.resources.map(({ kind }) => kind),
      ['project', 'work-item', 'test-run'],
    );
    assert.deepEqual(
      increment.report?.resources.map(({ kind }) => kind),
      ['project', 'work-item'],
      'a kind of which nothing was read has no row',
    );
    assert.match(group(increment, 'Read what changed').join('\n'), /work items: 2 changed/);
    const waits =
      /1 change waits for the next full sync: project-0 can make entities of this blueprint, too\./;
    for (const text of told(increment)) assert.match(text, waits);
    for (const text of told(increment).slice(1)) assert.doesNotMatch(text, /[Ll]eft alone/);
    assert.equal(increment.report?.run.increments?.waiting?.[0]?.count, 1);
    assert.equal(port.integration(identifier)?.resyncState.lastResyncEnd, state?.lastResyncEnd);

    const integration = port.integration(identifier);
    assert.ok(integration);
    integration.resyncState = {
      status: 'running',
      lastResyncStart: new Date().toISOString(),
      lastResyncEnd: null,
    };
    const skipped = await on({ inputs: { ...inputs, overlapWait: '0' } });
    assert.equal(skipped.code, 0, skipped.stdout);
    assert.equal(skipped.report?.run.status, 'skipped');
  });

/** Commands that hide a secret, and that this Port is not encrypted. */
const ASIDE = /setsecret|::add-mask|is not encrypted/;

/** The first line after the one that names the tool. */
const firstLine = ({ stdout }: Finished): string => {
  const lines = stdout.split('\n');
  const rest = lines.slice(lines.findIndex((text) => / on Node/.test(text)) + 1);
  return (rest.find((text) => !ASIDE.test(text)) ?? '').replace(
    /^##\[\w+\]|^::\w+[^:]*::|^##vso\[[^\]]*\]/,
    '',
  );
};

for (const [host, on] of Object.entries(hosts))
  test(`${host}: the first line of the log says which run it is, and why`, async (t) => {
    const services = await startServices(t, {
      organisation: {
        scale: { projects: 2, workItemsPerProject: 4, repositoriesPerProject: 1, users: 2 },
        time: Date.now,
      },
    });
    const { azureDevOps, port } = services;
    port.seedBlueprints([{ identifier: 'thing', title: 'Thing', schema: { properties: {} }, relations: {} }]);
    const inputs = { ...services.inputs, config, mode: 'incremental', initializePortResources: 'false' };
    const first = async (more: Record<string, string> = {}): Promise<string> => {
      const ended = await on({ inputs: { ...inputs, ...more } });
      assert.equal(ended.code, 0, ended.stdout);
      return firstLine(ended);
    };
    const integration = () => {
      const found = port.integration(identifier);
      assert.ok(found);
      return found;
    };
    assert.match(await first(), /^A full sync, since there is no cursor for this mapping/);
    assert.match(await first(), /^Reads what changed since \d{4}-\d\d-\d\d \d\d:/);

    const { config: _, ...others } = inputs;
    const another = config.replace('"query":"true"', '"query":"1 == 1"');
    assert.notEqual(another, config);
    assert.match(
      await first({ ...others, config: another }),
      /^A full sync, since .*one of them has changed/,
    );
    assert.match(await first(), /^Reads what changed since /);

    const hours = (ago: number) => new Date(Date.now() - ago * 3_600_000).toISOString();
    const [key = ''] = Object.keys(integration().cursors).filter((name) => name.startsWith('project'));
    assert.notEqual(key, '');
    const kept = { ...integration().cursors };
    // Minutes of which a second more or less makes no other one: Port's clock tells whole seconds.
    for (const name of Object.keys(kept))
      if (name.startsWith('project') && Date.parse(kept[name] ?? '') > Date.parse(hours(1)))
        integration().cursors[name] = hours(25 + 5 / 60);
    integration().resyncState = { ...integration().resyncState, lastResyncStart: hours(25 + 6 / 60) };
    assert.match(
      await first(),
      /^A full sync, since the last full sync began 25 h 0\d min ago \(fullEvery: 24 h 00 min\)/,
    );

    azureDevOps.organisations[0]?.find('project').update({ name: 'Renamed' });
    integration().resyncState = {
      status: 'running',
      lastResyncStart: new Date().toISOString(),
      lastResyncEnd: null,
    };
    assert.match(await first({ overlapWait: '0' }), /^Skipped: Another run of the integration/);
  });
