import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCredential } from '../../../src/azure-devops/sign-in/credentials.ts';
import { lookAlike } from '../../../src/http/look-alike.ts';
import { chooseProxy } from '../../../src/http/transport/proxy.ts';
import { silent } from '../../../src/lib/log.ts';
import { virtualClock } from '../../emulators/kit/clock.ts';

const hostOf = (host: string): string => new URL(`https://${host}/x`).hostname;

for (const host of [
  ...[
    'dev.azure.com',
    'contoso.visualstudio.com',
    'api.getport.io',
    'tfs',
    'localhost',
    '127.0.0.1',
    '[::1]',
  ],
  ...['tfs_1.corp-a.example', 'xn--bcher-kva.example', 'b\u00fccher.example', '\uff44\uff45\uff56.azure.com'],
  ...['\u0441\u0435\u0440\u0432\u0435\u0440.contoso.com', '\u043f\u043e\u0447\u0442\u0430.\u0440\u0444'],
  ...[
    '\u0440\u043e\u0441\u0430.\u0440\u0444',
    '\u958b\u767a\u30b5\u30fc\u30d0.example',
    '\u05e9\u05e8\u05ea.example',
  ],
  ...['\u03b5\u03bb\u03bb\u03ac\u03b4\u03b1.gr', '\ud55c\uad6d.example', 'caf\u00e9.example'],
])
  test(`${JSON.stringify(host)} is the name of one host`, () => {
    assert.equal(lookAlike(hostOf(host)), undefined);
  });

for (const [host, reason] of [
  ['dev.\u0430zure.com', /several scripts \(Cyrillic and Latin\)/],
  ['dev.xn--zure-4ve.com', /several scripts \(Cyrillic and Latin\)/],
  ['DEV.XN--ZURE-4VE.COM', /several scripts/],
  ['dev.azur\u03b5.com', /Greek and Latin/],
  ['dev.az\u057dre.com', /Armenian and Latin/],
  ['dev.azure.com\u30ce.evil.example', /East Asian and Latin/],
  ['\u13a0ev.azure.com', /Cherokee and Latin/],
  ['c\u043entoso.visualstudio.com', /Cyrillic and Latin/],
  ['api.getp\u043ert.io', /Cyrillic and Latin/],
  ['\u0440\u0430\u0441\u0435.example', /letters of another script that look like Latin ones/],
  ['api.\u0440\u043e\u0433\u0442.io', /looks like api\.port\.io|look like Latin ones/],
  ['dev.a\u1d22ure.com', /looks like dev\.azure\.com/],
  ['dev.azur\u00e9.com', /looks like dev\.azure\.com/],
  ['contoso.v\u0131sualstudio.com', /looks like contoso\.visualstudio\.com/],
  ['dev.azure\u2215x.example', /signs that no name needs/],
] as const)
  test(`${JSON.stringify(host)} may be taken for another one`, () => {
    assert.match(lookAlike(hostOf(host)) ?? '', reason);
  });

test('a long name costs no more than its length', () => {
  const long = `${'\u0430'.repeat(60)}.`.repeat(3);
  assert.equal(typeof lookAlike(hostOf(`${long}com`)), 'string');
});

test('a proxy whose name looks like another one is refused, without a word of its password', () => {
  const url = 'http://me:hunter2@pr\u043exy.example:8080';
  for (const choose of [
    () => chooseProxy({ url, bypass: [] }, {}),
    () => chooseProxy(undefined, { HTTPS_PROXY: url }),
    () => chooseProxy(undefined, { http_proxy: url }),
  ])
    assert.throws(choose, (error: Error) => {
      assert.equal(error.name, 'UserError');
      assert.match(error.message, /xn--.*several scripts/);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
});

test('so is the host of Microsoft Entra that the environment names', () => {
  const clock = virtualClock();
  const transport = () => assert.fail('nothing is sent');
  const setting = { kind: 'servicePrincipal', tenantId: 't', clientId: 'c', clientSecret: 's' } as const;
  const environment = { AZURE_AUTHORITY_HOST: 'https://login.micr\u043esoftonline.us' };
  assert.throws(
    () => createCredential(setting, { transport, clock, log: silent, announceSecret() {}, environment }),
    /AZURE_AUTHORITY_HOST.*several scripts/,
  );
});
