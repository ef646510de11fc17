import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentBypass, bypassWarning } from '../../../../src/http/transport/agent-bypass.ts';
import { chooseProxy } from '../../../../src/http/transport/proxy.ts';

/** Entries as the agent hands them on, an address, and whether it is reached without the proxy. */
const cases: [entries: string[], url: string, bypassed: boolean][] = [
  [['\\.corp$'], 'https://tfs.corp/tfs', true],
  [['\\.corp'], 'https://TFS.CORP:8443/tfs', true],
  [['\\.corp$'], 'https://tfs.corp:8443/tfs', false],
  [['\\.corp:8443$'], 'https://tfs.corp:8443/tfs', true],
  [['^http://tfs$'], 'http://tfs:80/tfs', true],
  [['^https://tfs$'], 'https://tfs:443/', true],
  [['^https://tfs:443$'], 'https://tfs:443/', false],
  // Scheme, host and port are all that is looked at of an address.
  [['corp'], 'https://dev.azure.com/corp/_apis?search=corp', false],
  [['/'], 'https://dev.azure.com/contoso', true],
  [['contoso'], 'https://contoso:word@dev.azure.com/', false],
  // Entries that are no expressions cost themselves alone.
  [['*\\.corp', '\\.local$'], 'https://tfs.local/', true],
  [['*\\.corp', '(', '[a-', '\\.local$'], 'https://tfs.corp/', false],
  [['', '  ', '*'], 'https://dev.azure.com/', false],
  [[' \\.local$ '], 'https://tfs.local/', true],
  // The machine itself.
  [[], 'http://localhost:8080/', true],
  [[], 'http://127.0.0.1/', true],
  [[], 'http://127.8.9.10:81/', true],
  [[], 'http://[::1]:8080/', true],
  [[], 'http://localhost.example/', false],
  [[], 'http://128.0.0.1/', false],
];

describe('the bypass list of an agent', () => {
  for (const [entries, url, bypassed] of cases)
    it(`${JSON.stringify(entries)} ${bypassed ? 'lets past' : 'does not let past'} ${url}`, () => {
      assert.equal(agentBypass(entries)(new URL(url)), bypassed);
      const proxy = chooseProxy({ url: 'http://agent:8888', bypass: entries }, {})(new URL(url));
      assert.equal(proxy?.url.host, bypassed ? undefined : 'agent:8888');
    });

  it('takes no longer for an entry that loops within loops', () => {
    const entries = ['(a+)+$', '^(\\w+\\.?)*:$', '(.*a){20}$', '(x|x)*y'];
    const bypasses = agentBypass(entries);
    const began = process.cpuUsage();
    for (const host of ['a'.repeat(63), `${'a'.repeat(60)}.${'a'.repeat(60)}`, 'x'.repeat(60)])
      assert.equal(bypasses(new URL(`https://${host}.example/`)), false);
    assert.ok(process.cpuUsage(began).user / 1000 < 5_000);
  });

  it('is told of where an entry is no expression, with where it comes from', () => {
    const warning = bypassWarning(['*\\.corp', '\\.local', '(']) ?? '';
    assert.match(warning, /\*\\\.corp, \(\./);
    assert.match(warning, /\.proxybypass/);
    assert.match(warning, /NO_PROXY/);
    assert.doesNotMatch(warning, /local/);
    assert.equal(bypassWarning(['\\.local', ' ']), undefined);
    assert.equal(bypassWarning(undefined), undefined);
  });

  it('is told of in few words, however many and long the entries are', () => {
    const bypass = Array.from({ length: 1_000 }, (_, at) => `(${at}${'x'.repeat(10_000)}`);
    const warning = bypassWarning(bypass) ?? '';
    assert.match(warning, /and 995 more/);
    assert.ok(warning.length < 1_500);
  });
});
