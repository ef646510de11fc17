import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Transport } from '../../src/http/types.ts';
import { silent } from '../../src/lib/log.ts';
import { type CredentialSpec, createOrganisation } from '../emulators/azure-devops/index.ts';
import type { Fault, RecordedRequest } from '../emulators/types.ts';
import { nothingDeleted } from '../support/assertions.ts';
import { incomplete, resourceOf, slowly, trusted } from './support/trust.ts';

test('a pause that Azure DevOps asks for is kept to the second, by all of its calls', async () => {
  const product = trusted();
  slowly(product, 20);
  product.azureDevOps.faults = [
    { match: /git\/repositories$/, fault: { type: 'throttled', retryAfter: 37 }, skip: 1 },
  ];
  const ended = await product.sync();
  const refused = product.azureDevOps.requests.findIndex(({ status }) => status === 429);
  const { at } = product.azureDevOps.requests[refused] as RecordedRequest;
  const answered = at + 20;
  const later = product.azureDevOps.requests.filter((r) => r.at > answered);
  assert.equal(ended.report.run.status, 'succeeded');
  assert.equal((later[0]?.at ?? 0) - answered, 37_000);
  assert.ok(later.length > 3);
  const [wait] = ended.report.services[0]?.waits ?? [];
  assert.equal(wait?.reason, 'Retry-After on 429');
  assert.equal(Math.round(wait?.seconds ?? 0), 37);
});

test('a delay announced on a good answer is kept as well, and told in the log and the summary', async () => {
  const product = trusted();
  slowly(product, 20);
  product.azureDevOps.faults = [
    { match: /git\/repositories$/, fault: { type: 'delay-announced', retryAfter: 12 } },
  ];
  const lines: string[] = [];
  const ended = await product.sync({}, { ...silent, info: (line) => void lines.push(line) });
  const begin = product.azureDevOps.requests.find(({ fault }) => fault) as RecordedRequest;
  const next = product.azureDevOps.requests.find((r) => r.at > begin.at + 20) as RecordedRequest;
  assert.equal(next.at - begin.at - 20, 12_000);
  assert.match(lines.join('\n'), /Azure DevOps: waiting 12 s, until 08:00:\d\d UTC \(delay announced\)/);
  assert.equal(ended.report.services[0]?.waits[0]?.reason, 'delay announced');
});

test('under a rate limit the run takes longer and loses nothing', async () => {
  const free = trusted();
  await free.sync();
  const limited = trusted({ azureDevOps: { rateLimit: { budget: 12, window: 60_000 } } });
  slowly(limited, 100);
  const ended = await limited.sync();
  assert.equal(ended.report.run.status, 'succeeded');
  assert.deepEqual(limited.port.catalog(), free.port.catalog());
  assert.ok(ended.report.run.durationSeconds > 60);
  const waited = ended.report.services[0]?.waits.reduce((sum, w) => sum + w.seconds, 0) ?? 0;
  assert.ok(waited > 0.8 * ended.report.run.durationSeconds);
  for (const { at, status } of limited.azureDevOps.requests)
    if (status === 429)
      assert.ok(
        limited.azureDevOps.requests.every((r) => r.at <= at + 100 || r.at >= at + 1_100),
        'nobody asks in the second after a refusal',
      );
});

test('Port’s own limit is waited for, not failed on', async () => {
  const product = trusted({ port: { rateLimits: { bulk: 2 } } });
  slowly(product, 20);
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'succeeded');
  const bulks = product.port.requests.filter(({ route }) => route.endsWith('/entities/bulk'));
  assert.ok(bulks.some(({ status }) => status === 429));
  assert.ok(ended.report.run.durationSeconds >= 299);
  assert.equal(ended.report.totals.refused, 0);
});

test('a token of Port’s is renewed before it expires, and once when it is refused all the same', async () => {
  const product = trusted({ port: { tokenLifetimeSeconds: 4 } });
  slowly(product, 1_000);
  let revoked = false;
  product.port.faults = [
    {
      match(_, route) {
        if (!revoked && route.endsWith('/entities/bulk')) product.port.revokeTokens();
        revoked ||= route.endsWith('/entities/bulk');
        return false;
      },
      fault: { type: 'reset' },
    },
  ];
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'succeeded');
  const tokens = product.port.requests.filter(({ route }) => route === '/v1/auth/access_token');
  assert.ok(tokens.length > 2);
});

test('an Entra ID token is renewed before it expires', async () => {
  const credentials: CredentialSpec[] = [];
  let issued = 0;
  const product = trusted({
    azureDevOps: {
      credentials,
      organisations: [
        createOrganisation({
          name: 'contoso',
          seed: 1,
          scale: { projects: 3, workItemsPerProject: 3 },
          now: new Date(Date.UTC(2026, 0, 5)),
        }),
      ],
    },
    around:
      (inner): Transport =>
      async (request) => {
        if (!request.url.startsWith('https://login.microsoftonline.com/')) return inner(request);
        issued += 1;
        const token = `entra-${issued}`;
        credentials.push({ kind: 'entra', token, expires: product.clock.now() + 80_000 });
        const body = Buffer.from(
          JSON.stringify({ access_token: token, expires_in: 80, token_type: 'Bearer' }),
        );
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body,
          wireBytes: body.length,
        };
      },
  });
  slowly(product, 15_000);
  const ended = await product.sync({
    credential: { kind: 'servicePrincipal', tenantId: 't', clientId: 'c', clientSecret: 's' },
  });
  assert.equal(ended.report.run.status, 'succeeded');
  assert.ok(issued > 1);
  assert.deepEqual(
    product.azureDevOps.requests.filter(({ status }) => status === 203 || status === 401),
    [],
  );
});

test('a personal access token that expires in the middle costs what was not read yet, and deletes nothing', async () => {
  const credentials: CredentialSpec[] = [{ kind: 'pat', token: 'emulated-token' }];
  const product = trusted({ azureDevOps: { credentials } as object });
  await product.sync();
  slowly(product, 100);
  product.azureDevOps.organisations[0]?.remove({ share: 0.5, seed: 3, kinds: ['branch'] });
  const before = new Set(product.port.entities().map(({ identifier }) => identifier));
  credentials[0] = { kind: 'pat', token: 'emulated-token', expires: product.clock.now() + 350 };
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'problems');
  assert.ok(incomplete(ended).includes('branch'));
  assert.match(JSON.stringify(ended.report.problems), /credential was not accepted/);
  const kept = new Set(product.port.entities().map(({ identifier }) => identifier));
  credentials[0] = { kind: 'pat', token: 'emulated-token' };
  await product.sync();
  const right = new Set(product.port.entities().map(({ identifier }) => identifier));
  const lost = [...before].filter((identifier) => !kept.has(identifier) && right.has(identifier));
  assert.deepEqual(lost, [], `${lost.length} entities were deleted although what they are is there`);
});

for (const fault of [
  { type: 'status', status: 503 },
  { type: 'reset' },
  { type: 'slow', ms: 3_600_000 },
] as const)
  test(`an Azure DevOps that is dead from the middle on (${fault.type}) ends the run within minutes, with a clear error`, async () => {
    const product = trusted();
    await product.sync();
    const { deletions } = product.port;
    product.azureDevOps.faults = [{ match: /./, fault, skip: 6, times: Infinity }];
    const ended = await product.sync();
    assert.equal(ended.report.run.status, 'problems');
    assert.ok(ended.report.run.durationSeconds < 20 * 60, `${ended.report.run.durationSeconds} s`);
    assert.match(
      JSON.stringify(ended.report.problems),
      /answered 503|reset|did not answer|has failed for \d+ s/,
    );
    assert.equal(product.port.deletions, deletions);
  });

test('a Port that is dead from the middle on fails the run within minutes, with a clear error', async () => {
  const product = trusted();
  slowly(product, 50);
  product.port.faults = [{ match: /./, fault: { type: 'slow', ms: 3_600_000 }, skip: 12, times: Infinity }];
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'failed');
  assert.ok(ended.report.run.durationSeconds < 15 * 60, `${ended.report.run.durationSeconds} s`);
  assert.match(ended.report.run.failure?.message ?? '', /Port has failed for \d+ s/);
  assert.match(ended.report.warnings.join('\n'), /Port could not be told that the run has ended/);
});

test('a service that never answered at all fails the run at once', async () => {
  const product = trusted();
  product.azureDevOps.faults = [{ match: /./, fault: { type: 'reset' }, times: Infinity }];
  const ended = await product.sync();
  assert.equal(ended.report.run.status, 'failed');
  assert.ok(ended.report.run.durationSeconds < 60);
  assert.equal(product.port.writes, 0);
  assert.equal(resourceOf(ended, 'project').complete, false);
});

const passing: [what: string, fault: Fault][] = [
  ['408', { type: 'status', status: 408 }],
  ['500', { type: 'status', status: 500, body: { message: 'TF30065: An unexpected error.' } }],
  ['401 after as much was read', { type: 'status', status: 401 }],
  ['sign-in page after as much was read', { type: 'sign-in' }],
  ['cut answer', { type: 'malformed' }],
  ['answer that ends too early', { type: 'truncated', share: 0.5 }],
  ['empty answer', { type: 'status', status: 200, body: '' }],
];

for (const [what, fault] of passing)
  test(`one ${what} costs a request and nothing else`, async () => {
    for (const route of [/\/refs$/, /git\/repositories$/, /wit\/workitems$/]) {
      const product = trusted();
      await product.sync();
      product.azureDevOps.organisations[0]?.remove({ share: 0.5, seed: 3, kinds: ['branch'] });
      const calm = trusted();
      await calm.sync();
      calm.azureDevOps.organisations[0]?.remove({ share: 0.5, seed: 3, kinds: ['branch'] });
      // The second of a kind: a first 401 may be the lack of a scope.
      product.azureDevOps.faults = [{ match: route, fault, skip: 1 }];
      const [ended, other] = [await product.sync(), await calm.sync()];
      assert.equal(ended.report.run.status, 'succeeded', String(route));
      assert.deepEqual(ended.report.totals, other.report.totals);
      const requests = [product, calm].map(({ azureDevOps }) => azureDevOps.requests.length);
      assert.equal((requests[0] ?? 0) - (requests[1] ?? 0), 1);
      assert.equal(product.azureDevOps.requests.filter((request) => request.fault).length, 1);
    }
  });

test('one 401 where nothing of its scope was read yet is told as today, and deletes nothing', async () => {
  const product = trusted();
  await product.sync();
  const before = product.port.entities();
  product.azureDevOps.faults = [
    { match: /wit\/wiql$|wit\/workitems$/, fault: { type: 'status', status: 401 }, times: Infinity },
  ];
  const ended = await product.sync();
  nothingDeleted(product.port, before);
  assert.match(JSON.stringify(ended.report.problems), /lacks Work Items \(read\)/);
});
