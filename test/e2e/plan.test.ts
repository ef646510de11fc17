import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resource } from '../support/resource.ts';
import { type Finished, hosts, onGitHubActions, onTerminal } from './support/hosts.ts';
import { type Services, startServices } from './support/services.ts';

const identifier = 'my-azure-devops-integration';

const blueprint = (name: string, relations = {}) => ({
  identifier: name,
  schema: { properties: { state: { type: 'string' }, rank: { type: 'number' } }, required: [] },
  relations,
});
const required = (target: string) => ({ target, required: true, many: false });

const onto = (kind: string, of: string, mappings: Record<string, unknown>, selector = {}) =>
  resource(kind, { identifier: '.id | tostring', blueprint: `"${of}"`, ...mappings }, selector);

/** `rank` is what a plan of it may be refused for. */
const mapping = (rank = '1') =>
  JSON.stringify({
    deleteDependentEntities: true,
    resources: [
      onto('project', 'area', { title: '.name' }),
      onto('release', 'release', { title: '.name' }),
      onto('work-item', 'item', {
        title: '.fields["System.Title"]',
        properties: { state: '.fields["System.State"]', rank },
        relations: { area: '.__project.id' },
      }),
    ],
  });

/** A catalog that is synced, and an organisation that has changed since. */
const prepare = async (services: Services): Promise<void> => {
  const { port, azureDevOps, inputs } = services;
  port.seedBlueprints([
    blueprint('area'),
    blueprint('release'),
    blueprint('item', { area: required('area') }),
    blueprint('note', { item: required('item') }),
  ]);
  await onTerminal({ inputs: { ...inputs, config: mapping() } });
  const [organisation] = azureDevOps.organisations;
  organisation?.change({ kinds: ['work-item'], share: 0.05, seed: 1 });
  organisation?.remove({ kinds: ['work-item', 'release'], share: 0.03, seed: 2 });
  const [lost] = port.entities('area');
  const isThere = existing(services);
  const unknown = port
    .entities('item')
    .find((item) => isThere(item.identifier) && item.relations.area !== lost?.identifier);
  port.remove('item', [unknown?.identifier ?? assert.fail('there is no such item')]);
};

/** Whether the organisation still has the work item of an entity. */
const existing = ({ azureDevOps }: Services): ((identifier: string) => boolean) => {
  const ids = new Set(
    [...(azureDevOps.organisations[0]?.all('work-item') ?? [])].map(({ item }) => `${item.id}`),
  );
  return (identifier) => ids.has(identifier);
};

const planned = ({ report }: Finished, name: string) =>
  report?.plan?.blueprints.find((plan) => plan.blueprint === name) ?? assert.fail(`no plan of ${name}`);

/** Requests since the mark that could change anything. */
const writesSince = ({ port }: Services, mark: number): string[] =>
  port.requests
    .slice(mark)
    .filter(({ method, route, url }) => {
      const asks = method === 'GET' || /access_token|search$|datasource-entities$/.test(route);
      return !asks && !(route.endsWith('/bulk') && url.includes('validation_only=true'));
    })
    .map(({ method, url }) => `${method} ${url}`);

for (const [name, start] of hosts)
  test(`on ${name} a plan tells what a sync would do and why not, and writes nothing`, async (t) => {
    const services = await startServices(t);
    const { port, azureDevOps, inputs } = services;
    await prepare(services);
    const first = await onTerminal({ inputs: { ...inputs, config: mapping(), mode: 'plan' } });
    const [gone = ''] = planned(first, 'item').delete;
    port.seedEntities('UI', [{ identifier: 'remember', blueprint: 'note', relations: { item: gone } }]);
    const every = [...(azureDevOps.organisations[0]?.projects.items() ?? [])];
    const dark = every.filter((_, n) => n % 2 === 0).map(({ id }) => id);
    azureDevOps.faults.push({
      // The list for all projects is refused, and so are those of every second one.
      match: ({ url }, route) =>
        route.endsWith('/release/releases') &&
        (route.includes(' /_apis/') || dark.some((id) => url.pathname.includes(id))),
      fault: { type: 'status', status: 500 },
      times: 99,
    });
    const [doomed = ''] = port
      .entities('item')
      .map((entity) => entity.identifier)
      .filter(existing(services));
    const rank = `if (.id | tostring) == "${doomed}" then "first" else 1 end`;

    const [mark, writes, catalog, integration] = [
      port.requests.length,
      port.writes,
      port.catalog(),
      structuredClone(port.integration(identifier)),
    ];
    const finished = await start({ inputs: { ...inputs, config: mapping(rank), mode: 'plan' } });
    const { report, files, stdout } = finished;
    assert.equal(finished.code, 0, stdout + finished.stderr);
    assert.deepEqual(writesSince(services, mark), []);
    assert.equal(port.writes, writes);
    assert.equal(port.deletions, 0);
    assert.deepEqual(port.catalog(), catalog);
    assert.deepEqual(port.integration(identifier), integration);

    const items = planned(finished, 'item');
    assert.equal(items.create.length, 1);
    assert.ok(items.update.length > 0 && items.delete.length > 0);
    assert.deepEqual(
      items.refuse.map((row) => row.identifier),
      [doomed],
    );
    assert.deepEqual(
      planned(finished, 'note').cascade.map((row) => row.identifier),
      ['remember'],
    );
    const held = planned(finished, 'release').heldBack;
    assert.match(held[0]?.reason ?? '', /could not read \(/);
    assert.equal(report?.totals.heldBack, held.length);

    const [update] = items.update;
    const [field] = update?.fields ?? [];
    assert.ok(field && field.before !== field.after);
    const log = stdout.replaceAll(/\s+/g, ' ');
    for (const [where, text] of Object.entries({ ...files, log })) {
      if (where.endsWith('.json') || where.endsWith('.ndjson')) continue;
      const plain = text.replaceAll(/<wbr>|\\(?=[!-/:-@[-`{-~])/g, '').replaceAll(/&[#\w]+;/g, '');
      for (const words of [
        gone,
        doomed,
        'remember',
        field.field,
        'could not read (',
        held[0]?.identifier ?? '',
      ])
        assert.ok(plain.includes(words), `“${words}” is not in ${where}`);
    }
    const actions = new Set(finished.changes.map(({ action, planned: only }) => `${action} ${only}`));
    for (const action of ['created', 'updated', 'deleted', 'refused', 'held-back', 'cascaded'])
      assert.ok(actions.has(`${action} true`), `no ${action} in changes.ndjson`);
  });

test('a sync does what its plan told', async (t) => {
  const services = await startServices(t);
  await prepare(services);
  const inputs = { ...services.inputs, config: mapping() };
  const plan = await onTerminal({ inputs: { ...inputs, mode: 'plan' } });
  const sync = await onTerminal({ inputs });
  assert.deepEqual(sync.report?.totals, plan.report?.totals);
  const told = ({ changes }: Finished) =>
    changes.map((change) => `${change.action} ${change.blueprint} ${change.identifier}`).toSorted();
  assert.deepEqual(told(sync), told(plan));
});

test('a first plan tells what a sync would set up, and makes none of it', async (t) => {
  const services = await startServices(t);
  const { stdout, report } = await onGitHubActions({ inputs: { ...services.inputs, mode: 'plan' } });
  assert.deepEqual(writesSince(services, 0), []);
  assert.equal(services.port.integration(identifier), undefined);
  assert.equal(report?.integration.state, 'would-be-created');
  for (const words of ['azureDevopsWorkItem', 'integration', 'page', 'scorecard'])
    assert.ok(
      report?.plan?.setup.some((step) => step.includes(words)),
      `no ${words}`,
    );
  assert.match(stdout, /A sync would first: .*integration/);
});
