import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService } from '../../../src/http/service/service.ts';
import { silent } from '../../../src/lib/log.ts';
import { createPort } from '../../../src/port/client.ts';
import { virtualClock } from '../../emulators/kit/clock.ts';
import { createPortEmulator } from '../../emulators/port/emulator.ts';
import { baseUrl, blueprint, flags, identifier, runId, services, version } from './support.ts';

/** The client over the real service: throttle, retries, budget. */
const overService = () => {
  const clock = virtualClock();
  const emulator = createPortEmulator({ clock, tokenLifetimeSeconds: 200 });
  emulator.seedBlueprints([blueprint('service')]);
  const transport = emulator.transport(clock);
  const service = createService({
    ...{ name: 'Port', transport, clock, log: silent },
    ...{ maxConcurrency: 4, requestTimeoutSeconds: 60, random: () => 0 },
  });
  const port = createPort({
    ...{ service, baseUrl, identifier, version, runId, clock, log: silent },
    ...{ clientId: emulator.clientId, clientSecret: emulator.clientSecret },
    announceSecret: () => {},
  });
  return { clock, emulator, port };
};

test('a bulk that Port puts off is written after the wait that it asked for', async () => {
  const { clock, emulator, port } = overService();
  await port.blueprints();
  const begun = clock.now();
  emulator.faults = [{ match: /entities\/bulk/, fault: { type: 'throttled', retryAfter: 40 } }];
  const outcomes = await port.upsert('service', services(3), flags);
  assert.deepEqual(
    outcomes.map(({ result }) => result),
    ['written', 'written', 'written'],
  );
  assert.ok(clock.now() - begun >= 40_000);
});

test('a wait that outlives the token ends with a new one', async () => {
  const { emulator, port } = overService();
  await port.blueprints();
  emulator.faults = [{ match: /entities\/bulk/, fault: { type: 'throttled', retryAfter: 250 } }];
  const [outcome] = await port.upsert('service', services(1), flags);
  assert.equal(outcome?.result, 'written');
  assert.equal(emulator.counts()['POST /v1/auth/access_token'], 2);
});

for (const [title, body] of [
  ['is cut', '{"ok":true,"bluepri'],
  ['is empty', ''],
] as const)
  test(`an answer that ${title} is asked for once more, a token’s as well`, async () => {
    const { emulator, port } = overService();
    const fault = { type: 'status', status: 200, body } as const;
    emulator.faults = [
      { match: /access_token/, fault },
      { match: /GET .*blueprints/, fault },
      { match: /entities\/bulk/, fault },
    ];
    assert.ok((await port.blueprints()).length > 0);
    const [outcome] = await port.upsert('service', services(1), flags);
    assert.equal(outcome?.result, 'written');
    assert.deepEqual(emulator.counts(), {
      'POST /v1/auth/access_token': 2,
      'GET /v1/blueprints': 2,
      'POST /v1/blueprints/{blueprint}/entities/bulk': 2,
    });
  });

test('a 401 of Port’s renews the token and is not waited out', async () => {
  const { clock, emulator, port } = overService();
  await port.blueprints();
  emulator.revokeTokens();
  const begun = clock.now();
  await port.blueprints();
  assert.equal(emulator.counts()['GET /v1/blueprints'], 3);
  assert.equal(clock.now(), begun);
});

for (const [installationId, isOurs] of [
  [identifier, true],
  [identifier.toUpperCase(), true],
  [undefined, true],
  [null, true],
  ['my-github-integration', false],
  ['', true],
] as const)
  test(`an integration that says what it is called is believed to be the one that was asked for: ${installationId}`, async () => {
    const { emulator, port } = overService();
    emulator.seedIntegration({ identifier });
    emulator.faults = [
      {
        match: /integration/,
        fault: {
          type: 'changed',
          name: 'another integration',
          change(right) {
            const { integration } = JSON.parse(right.body.toString());
            const body = JSON.stringify({ ok: true, integration: { ...integration, installationId } });
            return { ...right, body: Buffer.from(body) };
          },
        },
        times: Number.POSITIVE_INFINITY,
      },
    ];
    if (isOurs) assert.ok(await port.integration());
    else
      await assert.rejects(port.integration(), {
        likelyCause: 'malformed',
        message: /was answered with the integration ".*", not with "my-azure-devops-integration"/,
      });
  });
