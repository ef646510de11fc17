import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { foundNode } from '../../scripts/lib/nodes.ts';
import { version } from '../../src/app/version.ts';
import { oldestNode } from '../../src/host/runtimes.ts';
import { scriptHash } from '../../src/summary/html/script.ts';
import { onAzurePipelines } from '../e2e/support/hosts.ts';
import { secret, startServices } from '../e2e/support/services.ts';
import { root, runNode, unzip } from './support.ts';

let folder: string;
let size: number;
let files: Map<string, Buffer>;

/** Packs as the release of a fork would, and lays the package's files out as the service does. */
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vsix-'));
  const options = [
    '--outdir',
    folder,
    '--publisher',
    'contoso',
    '--repository',
    'https://github.com/contoso/sync',
  ];
  const packed = await runNode(process.execPath, [join(root, 'scripts/package.ts'), ...options], root);
  assert.equal(packed.code, 0, packed.stdout + packed.stderr);
  const [vsix = ''] = (await readdir(folder)).filter((name) => name.endsWith('.vsix'));
  size = (await stat(join(folder, vsix))).size;
  files = await unzip(join(folder, vsix));
  for (const [name, data] of files) {
    if (name.endsWith('/')) continue;
    await mkdir(dirname(join(folder, 'unpacked', name)), { recursive: true });
    await writeFile(join(folder, 'unpacked', name), data);
  }
});
after(() => rm(folder, { recursive: true, force: true }));

const text = (name: string): string => {
  assert.ok(files.has(name), `${name} is packed`);
  return String(files.get(name));
};

describe('the packed extension', () => {
  test('holds the task with its bundle and notices, the tab, pictures, licence, and nothing of the repository else', () => {
    assert.deepEqual([...files.keys()].filter((name) => !name.endsWith('/')).toSorted(), [
      'LICENSE',
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension.vsomanifest',
      'icon-128.png',
      'icon-32.png',
      'images/report.png',
      'images/tab.png',
      'images/terminal.png',
      'overview.md',
      'tab/tab.html',
      'task/THIRD-PARTY-NOTICES.txt',
      'task/icon.png',
      'task/icon.svg',
      'task/index.js',
      'task/jq-worker.js',
      'task/package.json',
      'task/samples.ndjson',
      'task/task.json',
    ]);
    assert.ok(size < 2_000_000, `${size} bytes`);
  });

  test('leads with its picture; every link of its page goes to the release, every picture is packed', async () => {
    const page = text('overview.md');
    assert.match(page, /^!\[[^\]]{20,}\]\(images\/report\.png\)/);
    const targets = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
    const release = `https://github.com/contoso/sync/blob/v${version}/`;
    for (const target of targets) {
      if (target.startsWith('images/')) assert.ok(files.has(target), target);
      else if (target.startsWith(release)) await readFile(join(root, target.slice(release.length)));
      else assert.equal(target, 'https://www.port.io');
    }
  });

  test('tells the Marketplace publisher, repository, support, licence, badge, pictures and preview', () => {
    const manifest = text('extension.vsixmanifest');
    const pages = [...manifest.matchAll(/"https:\/\/github\.com\/contoso\/sync\/blob\/v[^/]+\/([^"]+)"/g)];
    assert.ok(pages.length >= 3);
    for (const [, path = ''] of pages) assert.ok(existsSync(join(root, path)), path);
    assert.match(manifest, /<Identity [^>]*Id="port-catalog-sync" Publisher="contoso" Version="\d/);
    assert.match(manifest, /<GalleryFlags>Preview<\/GalleryFlags>/);
    const property = (id: string) =>
      new RegExp(`Id="Microsoft\\.VisualStudio\\.Services\\.${id}" Value="([^"]+)"`).exec(manifest)?.[1];
    assert.equal(property('Links.GitHub'), 'https://github.com/contoso/sync');
    assert.equal(property('Links.Support'), 'https://github.com/contoso/sync/issues');
    assert.equal(property('Links.License'), `https://github.com/contoso/sync/blob/v${version}/LICENSE`);
    assert.equal(property('CustomerQnALink'), 'https://github.com/contoso/sync/issues');
    assert.equal(property('GitHubFlavoredMarkdown'), 'true');
    assert.match(manifest, /<Badge Link="https:\/\/github\.com\/contoso\/sync\/actions\//);
    for (const type of [
      'Icons.Default',
      'Content.Details',
      'Content.License',
      'Screenshots.1',
      'Screenshots.2',
      'Screenshots.3',
    ]) {
      const asset = new RegExp(`Type="Microsoft\\.VisualStudio\\.Services\\.${type}"[^>]*Path="([^"]+)"`);
      assert.ok(files.has(asset.exec(manifest)?.[1] ?? ''), type);
    }
  });

  test('contributes a tab for runs of its task, which it serves in one file, and asks to read builds alone', () => {
    const { contributions, scopes } = JSON.parse(text('extension.vsomanifest'));
    const tab = contributions.find(
      ({ type }: { type: string }) => type === 'ms.vss-build-web.build-results-tab',
    );
    assert.deepEqual(tab.targets, ['ms.vss-build-web.build-results-view']);
    assert.deepEqual(tab.properties.supportsTasks, [JSON.parse(text('task/task.json')).id]);
    assert.match(
      text('extension.vsixmanifest'),
      new RegExp(`<Asset [^>]*Path="${tab.properties.uri}" Addressable="true"`),
    );
    assert.deepEqual(scopes, ['vso.build']);
  });

  test('lets nothing run in the tab but its own script and that of a report, whose hashes are in its policy', () => {
    const page = text('tab/tab.html');
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    const [, script = ''] = /<script>(.*)<\/script>/s.exec(page) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    assert.match(policy, /^default-src 'none'; /);
    assert.ok(policy.includes(`script-src 'sha256-${hash}' '${scriptHash()}';`), policy);
    assert.doesNotMatch(policy, /script-src[^;]*(?:unsafe|self|https?:|\*)/);
    assert.doesNotMatch(page, /<script [^>]*src=|<link|https?:\/\//);
    assert.equal(page.match(/<script/g)?.length, 1);
  });

  test('contributes a task whose folder it holds, and a service connection type whose icon it serves', () => {
    const { contributions } = JSON.parse(text('extension.vsomanifest'));
    const types = contributions.map(({ type }: { type: string }) => type);
    assert.deepEqual(types, [
      'ms.vss-distributed-task.task',
      'ms.vss-build-web.build-results-tab',
      'ms.vss-endpoint.service-endpoint-type',
    ]);
    const task = text(`${contributions[0].properties.name}/task.json`);
    assert.match(task, /"helpUrl": "https:\/\/github\.com\/contoso\/sync#readme"/);
    assert.doesNotMatch(task, /github\.com\/port-catalog-sync/);
    const { icon } = contributions[2].properties;
    assert.match(text('extension.vsixmanifest'), new RegExp(`<Asset [^>]*Path="${icon}" Addressable="true"`));
  });
});

const handlers = [
  ['Node24', process.execPath],
  ['Node20_1', foundNode(oldestNode)],
] as const;

for (const [handler, node] of handlers) {
  describe(`the unpacked task, by the agent’s ${handler}`, {
    skip: node ? false : `SKIPPED: Node ${oldestNode} is not there, npm test fetches it`,
  }, () => {
    test('syncs by the job’s token and a service connection of the type that the extension adds', async (t) => {
      const { port, portInputs, organizationUrl } = await startServices(t, {
        azureDevOps: { credentials: [{ kind: 'job', token: 'job-token-of-this-run' }] },
      });
      const { portClientId: username, portBaseUrl } = portInputs;
      const parameters = { username, password: secret };
      const finished = await onAzurePipelines({
        task: join(folder, 'unpacked/task'),
        handler,
        ...(node && { node }),
        inputs: { portConnection: 'connection-id' },
        environment: {
          'ENDPOINT_URL_connection-id': portBaseUrl,
          'ENDPOINT_AUTH_connection-id': JSON.stringify({ scheme: 'UsernamePassword', parameters }),
          'ENDPOINT_AUTH_SCHEME_connection-id': 'UsernamePassword',
          'ENDPOINT_AUTH_PARAMETER_connection-id_USERNAME': username,
          'ENDPOINT_AUTH_PARAMETER_connection-id_PASSWORD': secret,
          SYSTEM_COLLECTIONURI: `${organizationUrl}/`,
          SYSTEM_TEAMPROJECT: 'Storefront',
          ENDPOINT_URL_SYSTEMVSSCONNECTION: `${organizationUrl}/`,
          ENDPOINT_AUTH_SYSTEMVSSCONNECTION: JSON.stringify({
            scheme: 'OAuth',
            parameters: { AccessToken: 'job-token-of-this-run' },
          }),
          ENDPOINT_AUTH_SCHEME_SYSTEMVSSCONNECTION: 'OAuth',
          ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: 'job-token-of-this-run',
        },
      });
      assert.equal(finished.code, 0, finished.stdout + finished.stderr);
      assert.match(finished.stdout, /^##vso\[task\.complete result=Succeeded/m);
      assert.equal(finished.report?.totals.created, 623);
      assert.equal(port.integration('my-azure-devops-integration')?.resyncState.status, 'completed');
      const shown = finished.stdout.replaceAll(/##vso\[task\.setsecret\].*/g, '');
      assert.ok(!shown.includes(secret) && !shown.includes('job-token-of-this-run'));
      assert.equal(finished.stderr, '');
    });
  });
}
