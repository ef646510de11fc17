import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Settings } from '../../src/settings/types.ts';
import type { Fault } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { identifier } from './product.ts';
import { mappingOf, projects, repositories, trusted } from './support/trust.ts';

const gateways: readonly [name: string, fault: Fault][] = [
  ['a page', { type: 'status', status: 404, body: '<html>404 Not Found</html>' }],
  ['nothing', { type: 'status', status: 404, body: '' }],
  [
    'JSON of its own',
    { type: 'status', status: 404, body: { message: 'no Route matched with those values' } },
  ],
];
const own: Fault = {
  type: 'status',
  status: 404,
  body: { ok: false, error: 'not_found', message: `Integration "${identifier}" was not found` },
};

/** A catalog that is read by the mapping in Port, which is not the default one. */
async function started() {
  const given = mappingOf([projects, repositories], { deleteDependentEntities: true });
  const product = trusted({}, { initializePortResources: true });
  const integration = product.port.integration(identifier);
  if (integration && given.mapping?.from === 'inline') integration.config = JSON.parse(given.mapping.text);
  assert.equal((await product.sync()).report.run.status, 'succeeded');
  return product;
}

const modes = ['sync', 'incremental', 'plan'] as const satisfies readonly Settings['mode'][];

for (const mode of modes)
  for (const [name, fault] of gateways)
    test(`a gateway’s 404 is no proof that there is no integration, and no other mapping is taken: ${mode}, ${name}`, async () => {
      const { port, sync } = await started();
      const before = port.entities();
      port.faults = [{ match: /^GET \/v1\/integration\/\{integration\}$/, fault }];
      const { report } = await sync({ mode });
      assert.equal(report.run.status, 'failed');
      nothingDeleted(port, before);
      assert.deepEqual(port.entities(), before);
    });

test('an integration that Port says not to be there, and then to be there, is not synced by another mapping', async () => {
  const { port, sync } = await started();
  const before = port.entities();
  port.faults = [{ match: /^GET \/v1\/integration\/\{integration\}$/, fault: own }];
  const { report } = await sync();
  assert.equal(report.run.status, 'failed');
  assert.match(
    report.run.failure?.message ?? '',
    /the integration is there, and GET had said that it was not/,
  );
  nothingDeleted(port, before);
  assert.deepEqual(port.entities(), before);
});

const without: readonly [name: string, change: (integration: Record<string, unknown>) => object][] = [
  ['no member', () => ({})],
  ['no mapping', ({ config: _, ...others }) => others],
  ['null', (integration) => ({ ...integration, config: null })],
  ['an empty one', (integration) => ({ ...integration, config: {} })],
];

for (const [name, change] of without)
  test(`one answer with ${name} in the place of the mapping does not replace the mapping in Port`, async () => {
    const { port, sync } = await started();
    const before = port.entities();
    const mapping = structuredClone(port.integration(identifier)?.config);
    port.faults = [
      {
        match: /^GET \/v1\/integration\/\{integration\}$/,
        fault: {
          type: 'changed',
          name,
          change(right) {
            const { integration, ...others } = JSON.parse(right.body.toString());
            const body = { ...others, integration: change(integration) };
            return { ...right, body: Buffer.from(JSON.stringify(body)) };
          },
        },
      },
    ];
    const { report } = await sync();
    assert.equal(report.run.status, 'failed');
    assert.match(report.run.failure?.message ?? '', /without a mapping, and then with one/);
    assert.deepEqual(port.integration(identifier)?.config, mapping);
    assert.deepEqual(port.entities(), before);
  });
