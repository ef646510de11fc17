import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInResources } from '../../../../src/port/defaults/resources.ts';
import { fingerprint } from '../../../../src/port/entities/compare.ts';
import { openIntegration } from '../../../../src/port/integration/integration.ts';
import {
  baseUrl,
  blueprint,
  collect,
  flags,
  identifier,
  type PortAndClient,
  portAndClient,
  services,
  version,
} from '../support.ts';

/** Port Ocean's own requests, in the form that they have on the wire. */
const ocean = ({ emulator, clock }: PortAndClient) => {
  const transport = emulator.transport(clock);
  const userAgent = `port-ocean/azure-devops/0.12.3/${identifier}`;
  const send = async (method: 'GET' | 'POST' | 'PATCH', path: string, body: unknown, agent = userAgent) => {
    const login = await transport({
      method: 'POST',
      url: `${baseUrl}/v1/auth/access_token`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ clientId: emulator.clientId, clientSecret: emulator.clientSecret }),
      timeout: 60_000,
    });
    const { accessToken } = JSON.parse(login.body.toString());
    const response = await transport({
      method,
      url: `${baseUrl}${path}`,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${accessToken}`,
        'user-agent': agent,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeout: 60_000,
    });
    assert.ok(response.status < 300, response.body.toString());
    return JSON.parse(response.body.toString());
  };
  const path = `/v1/integration/${identifier}`;
  const mapping = { resources: [{ kind: 'project' }] };
  return {
    install: async () => {
      await send('POST', '/v1/integration', {
        installationId: identifier,
        installationAppType: 'azure-devops',
        version: '0.12.3',
        changelogDestination: {},
        config: mapping,
        actionsProcessingEnabled: false,
        createPortResourcesOrigin: 'Default',
      });
      await send('PATCH', path, { arePortResourcesInitialized: true });
    },
    takeBack: () =>
      send('PATCH', path, {
        installationAppType: 'azure-devops',
        version: '0.12.3',
        changelogDestination: {},
        actionsProcessingEnabled: false,
      }),
    upsert: (entities: unknown[]) =>
      send(
        'POST',
        '/v1/blueprints/service/entities/bulk?upsert=true&merge=true&create_missing_related_entities=true&validation_only=false&ocean_info_event_type=resync&ocean_info_resync_id=ocean-run',
        { entities },
        `${userAgent}/exporter`,
      ),
    owned: async () =>
      (
        await send('POST', '/v1/blueprints/entities/datasource-entities', {
          datasource_prefix: 'port-ocean/azure-devops/',
          datasource_suffix: `/${identifier}/exporter`,
        })
      ).entities as { identifier: string }[],
  };
};

const fields = { title: '.name', properties: { count: '.count' } };

test('going over from Port Ocean finds its entities as owned and unchanged, and going back finds ours', async () => {
  const made = portAndClient();
  made.emulator.seedBlueprints([blueprint('service')]);
  const before = ocean(made);
  await before.install();
  await before.upsert(services(3, { properties: { count: 1 } }));

  const opened = await openIntegration(made.port, {
    ...{ initializePortResources: true, resources: builtInResources, version },
    ...{ clock: made.clock, log: made.log },
  });
  assert.equal(opened.state, 'adopted');
  assert.deepEqual(opened.config, { resources: [{ kind: 'project' }] });
  const found = await collect(made.port.searchOwned('service', ['title', 'properties.count']));
  assert.equal(found.length, 3);
  const again = services(3, { properties: { count: 1 } });
  assert.deepEqual(
    found.map((entity) => fingerprint(entity, fields)),
    again.map((entity) => fingerprint(entity, fields)),
  );
  const created = made.emulator.entities('service').map(({ createdAt }) => createdAt);
  await made.clock.sleep(60_000);
  await made.port.upsert('service', services(1, { properties: { count: 2 } }), flags);
  assert.deepEqual(
    made.emulator.entities('service').map(({ createdAt }) => createdAt),
    created,
    'nothing is made anew',
  );

  await before.takeBack();
  assert.deepEqual((await before.owned()).map((entity) => entity.identifier).sort(), [
    'service-0',
    'service-1',
    'service-2',
  ]);
  assert.equal(made.emulator.integration(identifier)?.arePortResourcesInitialized, true);
});
