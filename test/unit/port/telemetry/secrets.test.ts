import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskSecrets } from '../../../../src/port/telemetry/secrets.ts';

const masked = (value: unknown) => maskSecrets(value, (text) => text);

const jwt = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'c2lnbmF0dXJl'].join('.');
const secrets: Record<string, unknown> = {
  'a password by its name': { password: 'x' },
  'a client secret': { clientSecret: 'x1' },
  'an access token': { accessToken: 'x1' },
  'a snake-case token': { api_token: 'x1' },
  'a personal access token by its name': { PAT: 'x1' },
  'a connection string': { ConnectionString: 'Server=.;User=x1' },
  'a JSON web token in a text': `see ${jwt} here`,
  'a bearer header': 'Authorization: Bearer x1y2z3x1y2z3',
  'a password in a URL': 'https://someone:x1y2z3@example.com/a',
  'a key of AWS': `AKIA${'ABCDEFGH12345678'}`,
  'a token of GitHub': `ghp_${'a1'.repeat(18)}`,
  'an old personal access token': 'a2b3c4d5e6f7g2h3i4j5k6l7m2n3o4p5q6r7s2t3u4v5w6x7y2z3',
  'a new personal access token': `${'aB3'.repeat(25)}xAZDOabcd`,
  'a storage key': 'DefaultEndpointsProtocol=https;AccountKey=abcdefghijklmnopqrstuvwxyz0123==',
  'a private key': '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
  'a value one level below its name': { apiKey: { value: 'x1' } },
  'values at any depth below a name': { credentials: [{ user: { pass: 'x1' } }, 'x1'] },
  'the value of a variable by the name of it': { variables: [{ name: 'API_KEY', value: 'x1' }] },
  'the value of a variable that is marked': { variables: { any: { isSecret: true, value: 'x1' } } },
  'a token of npm': `//registry.npmjs.org/:_authToken=npm_${'a1'.repeat(18)}`,
  'an old token of npm': '//registry.npmjs.org/:_authToken=x1y2z3x1y2z3',
  'a token of npm by itself': `npm_${'a1'.repeat(18)}`,
  'a token of PyPI': `pypi-${'x1'.repeat(18)}`,
  'a key in a file': 'client_secret: x1y2z3x1y2',
  'a password in a file': 'user=a\npassword = "x1y2z3"\n',
};
for (const [what, value] of Object.entries(secrets)) {
  test(`${what} is masked`, () => {
    const text = JSON.stringify(masked(value));
    assert.match(text, /\[REDACTED\]/);
    assert.doesNotMatch(text, /x1|eyJ|MIIE|AKIA|a1a1|a2b3|aB3aB3|abcdefgh/);
  });
}

test('what is no secret stays as it is', () => {
  const item = {
    id: 'eb6e4656-77fc-42a1-9181-4c6d8e9da5d1',
    objectId: '9a1f4b1d4e3c2b1a0f9e8d7c6b5a4f3e2d1c0b9a',
    name: 'Tokenizer and password rules',
    continuationToken: 'abc',
    remoteUrl: 'https://fabrikam@dev.azure.com/fabrikam/_git/web',
    descriptor: 'aad.NzQwMWE2NzctNDgyMS00ZmZi',
    password: '',
    token: null,
    secret: false,
    nested: [{ id: 1, path: '$/a/b.c' }],
  };
  assert.deepEqual(masked(item), item);
});

test('long texts are cut, and nesting without end too', () => {
  assert.ok((masked('x y '.repeat(10_000)) as string).length <= 10_000);
  let deep: unknown = 'end';
  for (let depth = 0; depth < 5_000; depth += 1) deep = [deep];
  assert.doesNotThrow(() => masked(deep));
});

test('an item of any size becomes a small example, quickly', () => {
  const item = {
    list: Array.from({ length: 500_000 }, (_, id) => ({ id })),
    texts: Array.from({ length: 2_000 }, () => 'word '.repeat(2_000)),
    ...Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`field ${n}`, n])),
  };
  assert.ok(JSON.stringify(masked(item)).length < 400_000);
  assert.ok(JSON.stringify(masked({ texts: item.texts })).length < 400_000);
});

test('a secret of this run is masked in names of fields too', () => {
  const mask = (text: string) => text.replaceAll('own-value', '***');
  assert.deepEqual(maskSecrets({ 'of own-value': { b: 'own-value' } }, mask), { 'of ***': { b: '***' } });
});
