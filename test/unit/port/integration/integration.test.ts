import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInResources, type DefaultResources } from '../../../../src/port/defaults/resources.ts';
import { openIntegration, planIntegration } from '../../../../src/port/integration/integration.ts';
import type { DesiredIntegration } from '../../../../src/port/integration/integration-plan.ts';
import { resource } from '../../../support/resource.ts';
import { blueprint, identifier, type PortAndClient, portAndClient, version } from '../support.ts';

const wish = (more: Partial<DesiredIntegration> = {}): DesiredIntegration => ({
  initializePortResources: true,
  resources: builtInResources,
  version,
  ...more,
});
const open = ({ port, clock, log }: PortAndClient, more: Partial<DesiredIntegration> = {}) =>
  openIntegration(port, { ...wish(more), clock, log });

const ownMapping = {
  resources: [resource('project', { identifier: '.id', blueprint: '"mine"' })],
};
const writes = (made: PortAndClient) =>
  made.emulator.requests.filter(
    ({ method, route }) => method !== 'GET' && !/access_token|search/.test(route),
  );
const own = (made: PortAndClient) => made.emulator.integration(identifier);

test('a first run creates the integration with the default mapping and all default resources', async () => {
  const made = portAndClient();
  const opened = await open(made);
  assert.equal(opened.state, 'created');
  assert.equal(opened.configOrigin, 'default');
  assert.deepEqual(opened.config, builtInResources.mapping);
  assert.deepEqual(opened.warnings, []);
  const stored = own(made);
  assert.equal(stored?.installationAppType, 'azure-devops');
  assert.equal(stored?.createPortResourcesOrigin, 'Default');
  assert.equal(stored?.arePortResourcesInitialized, true);
  assert.deepEqual(stored?.config, builtInResources.mapping);
  for (const wanted of builtInResources.blueprints) {
    const found = made.emulator.blueprints.get(wanted.identifier);
    assert.deepEqual(found?.relations, wanted.relations);
    assert.deepEqual(found?.mirrorProperties, wanted.mirrorProperties);
  }
  assert.equal(made.emulator.scorecards.size, 1);
  assert.equal(made.emulator.pages.size, 1);
});

test('a second run finds all in order and writes nothing', async () => {
  const made = portAndClient();
  await open(made);
  const before = writes(made).length;
  const again = await open(made);
  assert.equal(again.state, 'existing');
  assert.equal(again.configOrigin, 'port');
  assert.deepEqual(again.actions, []);
  assert.equal(writes(made).length, before);
});

test('a plan of a first run writes nothing and says what a sync sets up', async () => {
  const made = portAndClient();
  const planned = await planIntegration(made.port, wish(), await made.port.integration());
  assert.equal(planned.state, 'would-be-created');
  assert.deepEqual(planned.config, builtInResources.mapping);
  assert.equal(planned.newBlueprints.length, 6);
  assert.match(
    planned.setup.join('\n'),
    /create the integration[\s\S]*create the blueprint azureDevopsProject[\s\S]*scorecard/,
  );
  assert.deepEqual(writes(made), []);
});

test('what a plan announces is what a run then does', async () => {
  const made = portAndClient();
  made.emulator.seedIntegration({ identifier, version: '0.12.3', processingMode: 'dsp', config: ownMapping });
  const planned = await planIntegration(made.port, wish(), await made.port.integration());
  const opened = await open(made);
  assert.deepEqual(opened.actions, planned.setup);
  assert.equal(opened.state, planned.state);
});

test('initializePortResources false creates the integration and its mapping, and nothing else', async () => {
  const made = portAndClient();
  await open(made, { initializePortResources: false });
  assert.deepEqual(own(made)?.config, builtInResources.mapping);
  assert.equal(own(made)?.arePortResourcesInitialized, false);
  assert.equal(made.emulator.blueprints.has('azureDevopsProject'), false);
});

test('the user’s own mapping is stored when the integration is created, and only blueprints that it names', async () => {
  const made = portAndClient();
  const opened = await open(made, { document: ownMapping });
  assert.deepEqual(own(made)?.config, ownMapping);
  assert.equal(opened.configOrigin, 'port');
  assert.equal(made.emulator.blueprints.has('azureDevopsProject'), false);
});

test('the user’s own mapping is stored later only when asked', async () => {
  const made = portAndClient();
  await open(made);
  await open(made, { document: ownMapping });
  assert.deepEqual(own(made)?.config, builtInResources.mapping);
  const opened = await open(made, { document: ownMapping, saveMapping: true });
  assert.deepEqual(own(made)?.config, ownMapping);
  assert.match(opened.actions.join(), /stored your mapping/);
  assert.equal(own(made)?.resyncsTriggered, 0, 'no polling exporter is woken');
});

test('an Ocean installation is adopted: its mapping and its blueprints stay as they are', async () => {
  const made = portAndClient();
  made.emulator.seedBlueprints([blueprint('mine')]);
  made.emulator.seedIntegration({
    identifier,
    version: '0.12.3',
    config: ownMapping,
    arePortResourcesInitialized: true,
  });
  const opened = await open(made);
  assert.equal(opened.state, 'adopted');
  assert.deepEqual(opened.config, ownMapping);
  assert.match(opened.actions.join(), /version goes from 0\.12\.3 to 0\.1\.0/);
  assert.equal(own(made)?.version, version);
  assert.deepEqual(
    writes(made).map(({ method, route }) => `${method} ${route}`),
    ['PATCH /v1/integration/{integration}'],
  );
});

test('an integration mapped by Port’s own processor is set to be mapped here, and it is said', async () => {
  const made = portAndClient();
  made.emulator.seedIntegration({
    identifier,
    version,
    config: ownMapping,
    processingMode: 'dsp',
    arePortResourcesInitialized: true,
  });
  const planned = await planIntegration(made.port, wish(), await made.port.integration());
  assert.match(planned.setup.join(), /from dsp to ocean-core: this tool maps the entities itself/);
  const opened = await open(made);
  assert.equal(opened.state, 'adopted');
  assert.equal(own(made)?.processingMode, 'ocean-core');
});

test('an integration that Port hosts is refused, with what to do', async () => {
  const made = portAndClient();
  made.emulator.seedIntegration({ identifier, installationType: 'SaasMultiTenant', config: ownMapping });
  await assert.rejects(open(made), (error: Error & { hint?: string }) => {
    assert.equal(error.name, 'UserError');
    assert.match(error.message, /run by Port itself \(SaasMultiTenant\)/);
    assert.match(error.hint ?? '', /integrationIdentifier/);
    return true;
  });
  assert.deepEqual(writes(made), []);
});

test('an integration of another product is refused', async () => {
  const made = portAndClient();
  made.emulator.seedIntegration({ identifier, installationAppType: 'github', config: ownMapping });
  await assert.rejects(open(made), /not one of Azure DevOps but of github/);
});

test('an existing integration without a mapping gets the default one, or is an error when it must not', async () => {
  const made = portAndClient();
  made.emulator.seedIntegration({ identifier, version, config: {} });
  await assert.rejects(open(made, { initializePortResources: false }), /has no mapping/);
  const opened = await open(made);
  assert.equal(opened.configOrigin, 'default');
  assert.deepEqual(own(made)?.config, builtInResources.mapping);
});

test('an empty list of resources is a mapping, and is left alone', async () => {
  const made = portAndClient();
  made.emulator.seedIntegration({
    identifier,
    version,
    config: { resources: [] },
    arePortResourcesInitialized: true,
  });
  assert.deepEqual((await open(made)).config, { resources: [] });
  assert.deepEqual(writes(made), []);
});

test('an integration meant to be empty is created with an empty mapping and no blueprints', async () => {
  const made = portAndClient();
  const opened = await open(made, { createPortResourcesOrigin: 'Empty' });
  assert.deepEqual(opened.config, { resources: [] });
  assert.equal(own(made)?.createPortResourcesOrigin, 'Empty');
  assert.equal(made.emulator.blueprints.has('azureDevopsProject'), false);
});

const provisioned = {
  featureFlags: ['USE_PROVISIONED_DEFAULTS'],
  provisioned: {
    integrationTypes: ['azure-devops'],
    polls: 4,
    config: ownMapping,
    blueprints: [blueprint('mine')],
  },
};

test('where Port sets up defaults of its own, it is waited for and nothing is created here', async () => {
  const made = portAndClient(provisioned);
  const begun = made.clock.now();
  const opened = await open(made);
  assert.deepEqual(opened.config, ownMapping);
  assert.equal(opened.configOrigin, 'port');
  assert.equal(own(made)?.createPortResourcesOrigin, 'Port');
  assert.equal(made.emulator.blueprints.has('azureDevopsProject'), false);
  assert.ok(made.emulator.blueprints.has('mine'));
  const waited = made.clock.now() - begun;
  assert.ok(waited >= 3_000 * (1 + 1.55 + 1.55 ** 2) && waited < 60_000, `${waited}`);
});

test('a plan says that Port would set them up, and knows no mapping yet', async () => {
  const made = portAndClient(provisioned);
  const planned = await planIntegration(made.port, wish(), await made.port.integration());
  assert.equal(planned.config, undefined);
  assert.match(planned.setup.join(), /let Port set up its own/);
});

for (const [what, options, more] of [
  ['the organisation lacks the feature flag', { ...provisioned, featureFlags: [] }, {}],
  ['the user chose the defaults built in here', provisioned, { createPortResourcesOrigin: 'Default' }],
  ['the user brings a mapping', provisioned, { document: ownMapping }],
  ['nothing is to be created', provisioned, { initializePortResources: false }],
  ['Port is asked for and does not have them', {}, { createPortResourcesOrigin: 'Port' }],
] as const) {
  test(`Port’s own defaults are not used when ${what}`, async () => {
    const made = portAndClient(options as Parameters<typeof portAndClient>[0]);
    await open(made, more as Partial<DesiredIntegration>);
    assert.equal(own(made)?.createPortResourcesOrigin, 'Default');
    const creates = !('document' in more) && !('initializePortResources' in more);
    assert.equal(made.emulator.blueprints.has('azureDevopsProject'), creates);
  });
}

test('Port that never finishes is given up with what to do', async () => {
  const made = portAndClient({ ...provisioned, provisioned: { ...provisioned.provisioned, polls: 1e9 } });
  await assert.rejects(open(made), { name: 'PortError', likelyCause: 'unavailable' });
});

test('blueprints that exist are never touched, those missing are created', async () => {
  const made = portAndClient();
  const existing = blueprint('azureDevopsProject', {
    defaultTeam: { type: 'string' },
    mine: { type: 'string' },
  });
  made.emulator.seedBlueprints([existing]);
  await open(made);
  assert.deepEqual(made.emulator.blueprints.get('azureDevopsProject'), existing);
  assert.ok(made.emulator.blueprints.has('azureDevopsRepository'));
  assert.equal(own(made)?.arePortResourcesInitialized, true);
});

test('a scorecard is not put on a blueprint that was there before', async () => {
  const made = portAndClient();
  made.emulator.seedBlueprints(
    builtInResources.blueprints.filter((one) => one.identifier !== 'azureDevopsRelease'),
  );
  await open(made);
  assert.equal(made.emulator.scorecards.size, 0);
});

test('a mapping that exists already gets only the default blueprints that it names, with what these relate to', async () => {
  const made = portAndClient();
  const config = {
    resources: [
      {
        kind: 'column',
        port: { entity: { mappings: { identifier: '.id', blueprint: '"azureDevopsColumn"' } } },
      },
    ],
  };
  made.emulator.seedIntegration({ identifier, version: '0.12.3', config });
  await open(made);
  const created = [...made.emulator.blueprints.keys()].filter((name) => name.startsWith('azure'));
  assert.deepEqual(created.sort(), ['azureDevopsBoard', 'azureDevopsColumn', 'azureDevopsProject']);
});

for (const [stage, skip] of [
  ['creation', 3],
  ['relations', 8],
  ['mirror properties', 14],
] as const) {
  test(`a failure at the ${stage} of blueprints removes those just created and fails the run`, async () => {
    const made = portAndClient();
    const kept = blueprint('azureDevopsBoard');
    made.emulator.seedBlueprints([kept]);
    made.emulator.faults = [
      {
        match: /(POST|PATCH) \/v1\/blueprints(\/\{blueprint\})?$/,
        fault: { type: 'status', status: 422, body: { ok: false, error: 'invalid_request', message: 'No.' } },
        skip,
      },
    ];
    await assert.rejects(open(made), { name: 'PortError', likelyCause: 'invalid' });
    const left = [...made.emulator.blueprints.keys()].filter((name) => name.startsWith('azure'));
    assert.deepEqual(left, ['azureDevopsBoard']);
    assert.deepEqual(made.emulator.blueprints.get('azureDevopsBoard'), kept);
    assert.equal(own(made)?.arePortResourcesInitialized, false);
    const again = await open(made);
    assert.match(again.actions.join(), /created the blueprints/);
    assert.equal(own(made)?.arePortResourcesInitialized, true);
  });
}

test('answers that were lost on the way change nothing about a first run', async () => {
  const made = portAndClient();
  made.emulator.faults = [
    { match: /POST \/v1\/integration$/, fault: { type: 'reset', afterWork: true } },
    { match: /POST \/v1\/blueprints$/, fault: { type: 'reset', afterWork: true } },
    { match: /POST .*scorecards/, fault: { type: 'reset', afterWork: true } },
  ];
  await open(made);
  assert.equal([...made.emulator.blueprints.keys()].filter((name) => name.startsWith('azure')).length, 6);
  assert.equal(own(made)?.arePortResourcesInitialized, true);
});

test('a page or scorecard that Port refuses is a warning', async () => {
  const made = portAndClient();
  made.emulator.faults = [
    {
      match: /POST (\/v1\/pages|.*scorecards)/,
      fault: { type: 'status', status: 422, body: { ok: false, error: 'invalid_request', message: 'No.' } },
      times: 2,
    },
  ];
  const opened = await open(made);
  assert.equal(opened.warnings.length, 2);
  assert.match(
    opened.warnings.join('\n'),
    /scorecard azureDevopsProductionReadiness.*No\.[\s\S]*page azure_devops_overview/,
  );
  assert.equal(own(made)?.arePortResourcesInitialized, true);
});

test('blueprints that point at each other, inherit and aggregate are created whatever their order', async () => {
  const made = portAndClient();
  const first = {
    ...blueprint('first', {}, { second: { target: 'second', many: false, required: false } }),
    mirrorProperties: { count: { title: 'Count', path: 'second.count' } },
    ownership: { type: 'Inherited', path: 'second' },
  };
  const second = blueprint(
    'second',
    { count: { type: 'number' } },
    { first: { target: 'first', many: true, required: false } },
  );
  const resources: DefaultResources = {
    ...builtInResources,
    blueprints: [first, second],
    scorecards: [],
    pages: [],
  };
  await open(made, { resources });
  assert.deepEqual(made.emulator.blueprints.get('first')?.mirrorProperties, first.mirrorProperties);
  assert.deepEqual(made.emulator.blueprints.get('first')?.ownership, first.ownership);
  assert.deepEqual(made.emulator.blueprints.get('second')?.relations, second.relations);
});

test('the state of a run is told before and after it', async () => {
  const made = portAndClient();
  await open(made);
  const lastResyncStart = '2026-01-05T08:00:00.000Z';
  await made.port.resyncState({ status: 'running', lastResyncStart, lastResyncEnd: null });
  await made.port.resyncState({ status: 'completed', lastResyncEnd: '2026-01-05T08:10:00.000Z' });
  assert.deepEqual(own(made)?.resyncStates, [
    { status: 'running', lastResyncStart, lastResyncEnd: null, nextResync: null, intervalInMinuets: null },
    {
      status: 'completed',
      lastResyncEnd: '2026-01-05T08:10:00.000Z',
      nextResync: null,
      intervalInMinuets: null,
    },
  ]);
});

for (const provided of [false, true])
  test(`the processing mode of an integration is looked at when it is created (by Port: ${provided})`, async () => {
    const made = portAndClient({
      processingMode: 'dsp',
      ...(provided && {
        featureFlags: ['USE_PROVISIONED_DEFAULTS'],
        provisioned: { integrationTypes: ['azure-devops'], polls: 1, config: ownMapping, blueprints: [] },
      }),
    });
    const opened = await open(made);
    assert.equal(opened.state, 'created');
    assert.equal(own(made)?.processingMode, 'ocean-core');
    assert.match(opened.actions.join(), /from dsp to ocean-core/);
    const order = made.emulator.requests
      .filter(({ method, route }) => method !== 'GET' && /v1\/integration/.test(route))
      .map(({ method }) => method);
    assert.deepEqual(order.slice(0, 2), ['POST', 'PATCH']);
  });

test('where the answer to its creation has no mode, the integration is read for it', async () => {
  const made = portAndClient({ processingMode: 'dsp' });
  const { port } = made;
  const silent: PortAndClient = {
    ...made,
    port: {
      ...port,
      createIntegration: async (body, query) => {
        const { processingMode: _, ...rest } = await port.createIntegration(body, query);
        return rest;
      },
    },
  };
  await open(silent);
  assert.equal(own(made)?.processingMode, 'ocean-core');
});
