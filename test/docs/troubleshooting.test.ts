import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { codes } from '../../src/report/problems/codes.ts';
import { type Finished, onAzurePipelines, onGitHubActions, onTerminal } from '../e2e/support/hosts.ts';
import { startServices } from '../e2e/support/services.ts';
import { at, textOf } from './pages.ts';

const messages = [...textOf('docs/troubleshooting.md').matchAll(/^> (.+)$/gm)].map(([, text = '']) => text);

/** Fixed texts of a message, between the parts that differ. */
const fixed = (message: string): string[] =>
  message
    .split('…')
    .map((part) => part.trim())
    .filter((part) => /\p{L}{2}/u.test(part));

const sources = readdirSync(at('src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) =>
    textOf(`src/${name}`)
      .replaceAll('\\\\', '\\')
      .replace(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, '…'),
  );

describe('messages of the page about troubleshooting', () => {
  test('there are some', () => assert.ok(messages.length > 25));

  for (const message of messages)
    test(`the product still says: ${message}`, () => {
      const parts = fixed(message);
      assert.ok(parts.length > 0);
      assert.ok(
        sources.some((source) => parts.every((part) => source.includes(part))),
        'no source file has all of it',
      );
    });
});

test('every code has its entry, with its title and what to do, and its anchor', () => {
  const entries = [
    ...textOf('docs/troubleshooting.md').matchAll(/^\| <a id="(\w+)"><\/a>`(\w+)` \| (.+?) \| .{10,} \|$/gm),
  ].map(([, anchor, code, title]) => ({ anchor, code, title }));
  assert.deepEqual(
    entries,
    Object.entries(codes).map(([code, title]) => ({ anchor: code.toLowerCase(), code, title })),
  );
});

describe('messages met by a user', () => {
  /** Output on one line, without the breaks that a terminal shows. */
  const said = ({ stdout, stderr }: Finished): string => `${stdout} ${stderr}`.replace(/\s+/g, ' ');

  const shown = (finished: Finished, start: string) => {
    const message = messages.find((text) => text.includes(start)) ?? assert.fail(`not on the page: ${start}`);
    const text = said(finished);
    for (const part of fixed(message)) assert.ok(text.includes(part), `${part}\n${text}`);
  };

  const mapping = (rest: string) =>
    `resources: [{kind: project, ${rest}, port: {entity: {mappings: {identifier: .id, blueprint: '"nowhere"'}}}}]`;

  test('without inputs', async () => {
    const nothing = await onGitHubActions({});
    shown(nothing, 'No organisation is given');
    shown(nothing, 'No credential for Azure DevOps');
    shown(await onAzurePipelines({ inputs: { portClientId: '$(PORT_CLIENT_ID)' } }), 'is not defined');
    shown(await onTerminal({ arguments: ['--integration-identifer=x'] }), 'There is no such flag');
  });

  test('with credentials that are not good', async (t) => {
    const { inputs } = await startServices(t);
    const run = (more: Record<string, string>) => onTerminal({ inputs: { ...inputs, ...more } });
    shown(await run({ personalAccessToken: 'q'.repeat(52) }), 'sign-in page');
    shown(await run({ portClientSecret: 'wrong-secret' }), 'Port did not accept');
    shown(await run({ organizationUrls: `${inputs.organizationUrls}x` }), 'no organisation at this URL');
    shown(await run({ tenantId: 'a', clientId: 'b', clientSecret: 'secret' }), 'Several credentials');
    shown(await run({ portBaseUrl: 'http://127.0.0.1:9', requestTimeout: '1' }), 'cannot be connected to');
  });

  test('with a mapping that is not good', async (t) => {
    const { inputs } = await startServices(t);
    const check = (config: string) => onTerminal({ inputs: { mode: 'check', config } });
    shown(await onTerminal({ inputs: { mode: 'check', configFile: 'no.yml' } }), 'The mapping file');
    shown(await check(mapping('x: 1').replace('project', 'projct')), 'is not a kind');
    shown(await check(mapping('selector: {query: ". | foo("}')), 'does not compile');
    shown(await check(mapping('selector: {query: .name}')), 'must give true or false');
    const parsed = (rest: string) =>
      `resources: [{kind: project, port: {${rest}, entity: {mappings: {identifier: .id, blueprint: '"x"'}}}}]`;
    shown(await check(parsed('itemsToParse: .name')), 'does not give a list');
    shown(await check(parsed("itemsToParse: '[.name]'")), 'its place in the item is not found');
    const config = mapping('selector: {query: true}');
    shown(await onTerminal({ inputs: { ...inputs, config } }), 'does not exist in Port');
  });
});
