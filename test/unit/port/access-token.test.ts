import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RetryBudgetError, TransportError } from '../../../src/http/types.ts';
import { mayHaveToken } from '../../../src/port/addresses.ts';
import { PortError } from '../../../src/port/port-error.ts';
import { blueprint, collect, flags, identifier, portAndClient, services } from './support.ts';

const tokens = (counts: Record<string, number>) => counts['POST /v1/auth/access_token'] ?? 0;

test('calls at the same time share one request for a token', async () => {
  const { port, emulator } = portAndClient();
  await Promise.all([port.blueprints(), port.blueprints(), port.integration()]);
  assert.equal(tokens(emulator.counts()), 1);
});

test('a token is renewed before it expires', async () => {
  const { port, emulator, clock } = portAndClient({ tokenLifetimeSeconds: 1000 });
  await port.blueprints();
  await clock.sleep(900_000);
  await port.blueprints();
  assert.equal(tokens(emulator.counts()), 1);
  await clock.sleep(50_000);
  await port.blueprints();
  assert.equal(tokens(emulator.counts()), 2);
  assert.deepEqual(new Set(emulator.requests.map((request) => request.status)), new Set([200]));
});

test('a token that Port no longer takes is renewed once, for all calls that met it', async () => {
  const { port, emulator } = portAndClient();
  await port.blueprints();
  emulator.revokeTokens();
  await Promise.all([port.blueprints(), port.blueprints(), port.blueprints()]);
  assert.equal(tokens(emulator.counts()), 2);
});

test('a call that is refused with a new token too ends as a credential error', async () => {
  const { port, emulator } = portAndClient();
  emulator.faults = [{ match: /GET \/v1\/blueprints/, fault: { type: 'status', status: 401 }, times: 9 }];
  await assert.rejects(port.blueprints(), { name: 'PortError', likelyCause: 'credential', status: 401 });
  assert.equal(tokens(emulator.counts()), 2);
});

test('a base URL by which the credentials can be seen gets a warning', () => {
  const { log } = portAndClient({ client: { baseUrl: 'http://port.internal' } });
  assert.match(log.lines[0] ?? '', /^warn: http:\/\/port\.internal is not encrypted: Port’s credentials/);
  assert.deepEqual(portAndClient().log.lines, []);
});

for (const accessToken of ['', 'a\r\nx: y', 'a b', 'tok\u00e9n', '\u6f22', 'a\u0000', 5, null, {}])
  test(`a token that no header takes is none: ${JSON.stringify(accessToken)}`, async () => {
    const { port, emulator } = portAndClient();
    const body = { ok: true, accessToken, expiresIn: 3600, tokenType: 'Bearer' };
    emulator.faults = [
      { match: /access_token/, fault: { type: 'status', status: 200, body }, times: Infinity },
    ];
    await assert.rejects(port.blueprints(), { name: 'PortError' });
  });

test('wrong credentials are told with the region as a possible cause', async () => {
  const { port } = portAndClient({ client: { clientSecret: 'wrong' } });
  await assert.rejects(port.blueprints(), (error: PortError) => {
    assert.equal(error.likelyCause, 'credential');
    assert.match(error.message, /did not accept the client id and secret/);
    assert.match(error.hint ?? '', /US region needs the base URL https:\/\/api\.us\.getport\.io/);
    return true;
  });
});

for (const [what, fault] of Object.entries({
  'a web page': { type: 'status', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
  'a missing page': { type: 'status', status: 404, headers: { 'content-type': 'text/html' }, body: '<html>' },
  'a redirect': { type: 'redirect', location: 'https://login.example.com/' },
} as const)) {
  test(`${what} in place of a token is told as a base URL that is not Port`, async () => {
    const { port, emulator } = portAndClient();
    emulator.faults = [{ match: /access_token/, fault }];
    await assert.rejects(port.blueprints(), (error: PortError) => {
      assert.ok(error instanceof PortError);
      assert.equal(error.likelyCause, 'malformed');
      assert.match(error.hint ?? '', /https:\/\/api\.getport\.io/);
      return true;
    });
  });
}

test('every access token is announced as a secret', async () => {
  const { port, emulator, secrets } = portAndClient();
  await port.blueprints();
  emulator.revokeTokens();
  await port.blueprints();
  assert.equal(new Set(secrets).size, 2);
  const used = emulator.requests.map(({ requestHeaders }) => requestHeaders.authorization).filter(Boolean);
  assert.deepEqual(new Set(used), new Set(secrets.map((secret) => `Bearer ${secret}`)));
});

test('the credentials of a person are warned of', () => {
  const { log } = portAndClient({ client: { clientId: 'someone@example.com' } });
  assert.match(log.lines.join('\n'), /warn: .*e-mail address/);
});

test('entity writes are signed as the exporter and bear the run, other calls do neither', async () => {
  const { port, emulator } = portAndClient();
  emulator.seedBlueprints([blueprint('service')]);
  await port.blueprints();
  await port.upsert('service', services(1), flags);
  await collect(port.deleteEntities('service', ['service-0'], false));
  const [, read, write, removal] = emulator.requests;
  const own = `port-ocean/azure-devops/0.1.0/${identifier}`;
  assert.equal(read?.requestHeaders['user-agent'], own);
  assert.equal(new URL(read?.url ?? '').searchParams.has('ocean_info_event_type'), false);
  for (const request of [write, removal]) {
    assert.equal(request?.requestHeaders['user-agent'], `${own}/exporter`);
    const query = new URL(request?.url ?? '').searchParams;
    assert.equal(query.get('ocean_info_event_type'), 'resync');
    assert.equal(query.get('ocean_info_resync_id'), 'run-1');
  }
});

test('the token goes to the host that the user gave and to Port’s own, to no other', () => {
  const may = (base: string, url: string) => mayHaveToken(base, new URL(url));
  assert.equal(may('https://api.getport.io', 'https://ingest.getport.io/logs/1'), true);
  assert.equal(may('https://api.us.port.io', 'https://ingest.us.getport.io/logs/1'), true);
  assert.equal(may('http://127.0.0.1:80', 'http://127.0.0.1:81/logs'), true);
  assert.equal(may('https://port.example.com', 'https://ingest.port.example.com/logs'), true);
  assert.equal(may('https://api.getport.io', 'https://getport.io.example.com/logs'), false);
  assert.equal(may('https://api.getport.io', 'https://evilgetport.io/logs'), false);
  assert.equal(may('https://api.getport.io', 'http://ingest.getport.io/logs'), false);
  assert.equal(may('https://port.example.com', 'https://ingest.getport.io/logs'), false);
});

const addresses: [base: string, address: unknown, used: boolean][] = [
  ['https://api.getport.io', 'https://ingest.getport.io/logs/1', true],
  ['https://api.getport.io', 'https://ingest.us.port.io:8443/logs/1', true],
  ['https://api.getport.io', 'https://API.GETPORT.IO/logs', true],
  ['https://port.example.com', 'https://ingest.getport.io/logs', true],
  ['https://port.example.com', 'https://port.example.com:9443/logs', true],
  ['https://port.example.com', 'https://ingest.port.example.com/logs', true],
  ['https://api.port.example.com', 'https://ingest.port.example.com/logs', true],
  ['http://port.internal:8080', 'http://port.internal:8080/logs', true],
  ['http://port.internal', 'https://port.internal/logs', true],
  ['http://127.0.0.1:80', 'http://127.0.0.1:81/logs', true],
  ['http://localhost:80', 'http://[::1]:81/logs', true],
  ['http://api.localhost:9080', 'http://ingest.localhost:9080/logs', true],
  ['https://api.getport.io', 'https://logs.example.com/', false],
  ['https://api.getport.io', 'https://getport.io.example.com/logs', false],
  ['https://api.getport.io', 'https://evilgetport.io/logs', false],
  ['https://api.getport.io', 'https://169.254.169.254/latest', false],
  ['https://api.getport.io', 'http://ingest.getport.io/logs', false],
  ['https://api.getport.io', 'http://127.0.0.1/logs', false],
  ['https://api.getport.io', 'https://127.0.0.1/logs', false],
  ['https://api.getport.io', 'https://user:word@ingest.getport.io/logs', false],
  ['https://api.getport.io', 'https://ingest.getport.io@logs.example.com/', false],
  ['https://api.getport.io', 'ftp://ingest.getport.io/', false],
  ['https://api.getport.io', 'file:///etc/passwd', false],
  ['https://api.getport.io', '//logs.example.com/', false],
  ['https://api.getport.io', '/v1/blueprints', false],
  ['https://api.getport.io', 'logs', false],
  ['https://api.getport.io', 7, false],
  ['https://api.getport.io', { href: 'https://ingest.getport.io' }, false],
  ['https://port.example.com', 'https://other.example.com/logs', false],
  ['https://port.example.com', 'https://example.com/logs', false],
  ['https://api.example', 'https://logs.example/', false],
  ['https://10.0.0.1', 'https://0.0.1/', false],
  ['http://port.internal', 'http://port.internal:81/logs', false],
  ['http://127.0.0.1:80', 'http://logs.example.com/', false],
];

for (const [base, address, used] of addresses)
  test(`${JSON.stringify(address)} that Port at ${base} names is ${used ? '' : 'not '}used`, async () => {
    const { port, emulator } = portAndClient({ client: { baseUrl: base } });
    assert.equal(port.mayUse(address), used);
    if (used || typeof address !== 'string' || address.startsWith('/')) return;
    const request = { method: 'POST', path: address, route: '{ingestUrl}', body: {} } as const;
    await assert.rejects(port.request(request), { name: 'PortError' });
    assert.equal(emulator.requests.length, 0);
  });

test('an integration identifier that no header can carry is refused at once', () => {
  assert.throws(() => portAndClient({ client: { identifier: 'größe' } }), { name: 'UserError' });
});

test('the end of all retries reaches the run as what it is, a lost connection as an error of Port', async () => {
  const failing = (error: Error) => ({
    name: 'port',
    send: () => Promise.reject(error),
    stats: () => portAndClient().port.stats(),
  });
  const spent = new RetryBudgetError('spent');
  await assert.rejects(portAndClient({ client: { service: failing(spent) } }).port.blueprints(), spent);
  const reset = new TransportError('reset', 'reset');
  await assert.rejects(portAndClient({ client: { service: failing(reset) } }).port.blueprints(), {
    name: 'PortError',
    likelyCause: 'transport',
  });
});
