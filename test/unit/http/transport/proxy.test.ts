import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseProxy } from '../../../../src/http/transport/proxy.ts';
import { createTransport, type TransportOptions } from '../../../../src/http/transport/transport.ts';
import { certificate, serve, serveProxy } from '../support/servers.ts';

const authority = { ca: certificate('authority') };

const ask = (options: Partial<TransportOptions>, url: string) =>
  createTransport({ environment: {}, certificates: authority, ...options })({
    method: 'GET',
    url,
    headers: { authorization: 'secret' },
    timeout: 5000,
  });

describe('through a proxy', () => {
  it('https goes by CONNECT, TLS end to end, the name resolved by the proxy', async (t) => {
    const { port, requests } = await serve(t, (_, response) => response.end('ok'), { tls: {} });
    const proxy = await serveProxy(t);
    const answer = await ask(
      { environment: { HTTPS_PROXY: proxy.url } },
      `https://dev.service.example:${port}/x`,
    );
    assert.equal(answer.body.toString(), 'ok');
    assert.deepEqual(proxy.asked, [`CONNECT dev.service.example:${port}`]);
    assert.equal(requests[0]?.headers.authorization, 'secret');
    assert.equal(requests[0]?.headers['proxy-authorization'], undefined);
  });

  it('a tunnel is kept and used again', async (t) => {
    const { port } = await serve(t, (_, response) => response.end('ok'), { tls: {} });
    const proxy = await serveProxy(t);
    const transport = createTransport({
      environment: { HTTPS_PROXY: proxy.url },
      certificates: authority,
      maxSockets: 4,
    });
    const one = { method: 'GET', url: `https://localhost:${port}/`, headers: {}, timeout: 5000 } as const;
    for (let i = 0; i < 3; i++) await transport(one);
    assert.equal(proxy.asked.length, 1);
    await transport({ ...one, fresh: true });
    assert.equal(proxy.asked.length, 2);
  });

  it('http is handed over with its whole address', async (t) => {
    const { port, requests } = await serve(t, (_, response) => response.end('ok'));
    const proxy = await serveProxy(t);
    const answer = await ask({ environment: { http_proxy: proxy.url } }, `http://tfs.example:${port}/x`);
    assert.equal(answer.body.toString(), 'ok');
    assert.deepEqual(proxy.asked, [`GET http://tfs.example:${port}/x`]);
    assert.equal(requests[0]?.headers.host, `tfs.example:${port}`);
  });

  it('credentials go to the proxy from its URL, decoded, or from the settings', async (t) => {
    const { port } = await serve(t, (_, response) => response.end('ok'), { tls: {} });
    const proxy = await serveProxy(t, { credentials: 'me@corp:p:@ss/word' });
    const withUser = proxy.url.replace('//', '//me%40corp:p%3A%40ss%2Fword@');
    const url = `https://localhost:${port}/`;
    assert.equal((await ask({ environment: { https_proxy: withUser } }, url)).status, 200);
    const settings = { url: proxy.url, username: 'me@corp', password: 'p:@ss/word', bypass: [] };
    const named = `https://dev.service.example:${port}/`;
    assert.equal((await ask({ proxy: settings }, named)).status, 200);
    assert.equal(proxy.asked.length, 2);
  });

  for (const [scheme, tls] of [
    ['https', {}],
    ['http', undefined],
  ] as const) {
    it(`wrong credentials for it are told as the proxy's, over ${scheme}`, async (t) => {
      const { port, requests } = await serve(t, (_, response) => response.end(), tls ? { tls } : {});
      const proxy = await serveProxy(t, { credentials: 'a:b' });
      const settings = { url: proxy.url, username: 'a', password: 'TOP-SECRET', bypass: [] };
      await assert.rejects(
        ask({ proxy: settings }, `${scheme}://dev.service.example:${port}/`),
        (error: Error) => {
          assert.match(error.message, /the proxy 127\.0\.0\.1:\d+ asks for other credentials \(407\)/);
          assert.doesNotMatch(error.message, /TOP-SECRET/);
          return (error as { code?: string }).code === 'proxy';
        },
      );
      assert.equal(requests.length, 0);
    });
  }

  it('a target that it does not let through is told as refused by the proxy', async (t) => {
    const proxy = await serveProxy(t, { refuse: 403 });
    await assert.rejects(ask({ environment: { HTTPS_PROXY: proxy.url } }, 'https://dev.azure.com/'), {
      code: 'proxy',
      message: /the proxy .* refused to connect to dev\.azure\.com \(403\)/,
    });
  });

  it('a target that it cannot reach counts as not connected to', async (t) => {
    const proxy = await serveProxy(t, { refuse: 503 });
    await assert.rejects(ask({ environment: { HTTPS_PROXY: proxy.url } }, 'https://dev.azure.com/'), {
      code: 'refused',
    });
  });

  it('a proxy that is not there is named', async () => {
    const environment = { HTTPS_PROXY: 'http://127.0.0.1:1' };
    await assert.rejects(ask({ environment }, 'https://dev.azure.com/'), {
      code: 'refused',
      message: /proxy 127\.0\.0\.1:1/,
    });
  });
});

describe('which proxy', () => {
  const through = (environment: Record<string, string>, url: string) =>
    chooseProxy(undefined, environment)(new URL(url))?.url.host;

  it('is told by the scheme of the target, in either case of the variables', () => {
    const environment = { https_proxy: 'http://s:1', HTTP_PROXY: 'p:2' };
    assert.equal(through(environment, 'https://a.example'), 's:1');
    assert.equal(through(environment, 'http://a.example'), 'p:2');
    assert.equal(through({ HTTP_PROXY: 'p:2' }, 'https://a.example'), undefined);
    assert.equal(through({ HTTPS_PROXY: ' ' }, 'https://a.example'), undefined);
  });

  for (const [noProxy, url, bypassed] of [
    ['dev.azure.com', 'https://dev.azure.com/org', true],
    ['azure.com', 'https://dev.azure.com/org', true],
    ['.azure.com', 'https://dev.azure.com/org', true],
    ['*.azure.com', 'https://vssps.dev.azure.com/org', true],
    ['ure.com', 'https://dev.azure.com/org', false],
    ['DEV.azure.COM', 'https://dev.azure.com/org', true],
    ['a.example, dev.azure.com', 'https://dev.azure.com/org', true],
    ['a.example dev.azure.com', 'https://dev.azure.com/org', true],
    ['*', 'https://dev.azure.com/org', true],
    ['dev.azure.com:443', 'https://dev.azure.com/org', true],
    ['dev.azure.com:8443', 'https://dev.azure.com/org', false],
    ['tfs:8080', 'http://tfs:8080/tfs', true],
    ['127.0.0.1', 'http://127.0.0.1:8080/', true],
    ['::1', 'http://[::1]:8080/', true],
    ['[::1]:8080', 'http://[::1]:8080/', true],
    ['[::1]:80', 'http://[::1]:8080/', false],
    ['', 'https://dev.azure.com/org', false],
  ] as const) {
    it(`NO_PROXY "${noProxy}" ${bypassed ? 'bypasses' : 'does not bypass'} it for ${url}`, () => {
      const environment = { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://p:1', no_proxy: noProxy };
      assert.equal(through(environment, url), bypassed ? undefined : 'p:1');
    });
  }

  it("is the settings' one first, but for what the agent's bypass expressions match", () => {
    const settings = { url: 'http://agent:8888', bypass: ['^https://DEV\\.azure\\.com$', ' ', '^http://'] };
    const choose = chooseProxy(settings, { HTTPS_PROXY: 'http://other:1' });
    assert.equal(choose(new URL('https://vssps.dev.azure.com/two'))?.url.host, 'agent:8888');
    assert.equal(choose(new URL('https://dev.azure.com/one/x')), undefined);
    assert.equal(choose(new URL('http://a.example')), undefined);
  });

  it('one that is no URL is told without its value', () => {
    for (const bad of ['socks5://u:TOP-SECRET@p:1', 'http://u:TOP-SECRET@:x']) {
      assert.throws(
        () => chooseProxy(undefined, { HTTPS_PROXY: bad }),
        (error: Error) =>
          /HTTPS_PROXY is not an http or https URL/.test(error.message) && !/TOP/.test(error.message),
      );
    }
  });
});
