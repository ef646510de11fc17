import assert from 'node:assert/strict';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type BundleName, bundles } from '../../scripts/lib/bundles.ts';
import { foundNode } from '../../scripts/lib/nodes.ts';
import { version } from '../../src/app/version.ts';
import { agentNodes } from '../../src/host/runtimes.ts';
import { projectsMapping } from '../support/projects-mapping.ts';
import { emptyFolder, loadedLater, packageOf, packagesInside, root, runNode } from './support.ts';

const dist = join(root, 'dist');

const nodes = [
  ['this Node', process.execPath] as const,
  ...agentNodes.map((version) => [`Node ${version}`, foundNode(version)] as const),
];

for (const [name, node] of nodes) {
  describe(`the bundle alone in a folder, on ${name}`, {
    skip: node ? false : `SKIPPED: ${name} is not there, npm test fetches it`,
  }, () => {
    test('tells its version and its inputs', async (t) => {
      const folder = await emptyFolder(t);
      await cp(dist, join(folder, 'bundle'), { recursive: true });
      const told = await runNode(node ?? '', ['bundle/index.js', '--version'], folder);
      assert.deepEqual(told, { code: 0, stdout: `${version}\n`, stderr: '' });
      const help = await runNode(node ?? '', ['bundle/index.js', '--help'], folder);
      assert.match(help.stdout, /--organization-urls/);
    });

    test('checks a mapping with its jq workers', async (t) => {
      const folder = await emptyFolder(t);
      await cp(dist, join(folder, 'bundle'), { recursive: true });
      await writeFile(join(folder, 'mapping.yml'), projectsMapping);
      const words = ['bundle/index.js', 'check', '--config-file', 'mapping.yml'];
      const checked = await runNode(node ?? '', words, folder);
      assert.equal(checked.code, 0, checked.stdout + checked.stderr);
      await writeFile(join(folder, 'mapping.yml'), projectsMapping.replace('.name', '.name |'));
      const refused = await runNode(node ?? '', words, folder);
      assert.equal(refused.code, 1, refused.stdout + refused.stderr);
      assert.match(refused.stdout + refused.stderr, /title/);
    });

    test('is loaded by require, as the Azure agent does', async (t) => {
      const folder = await emptyFolder(t);
      await cp(join(dist, 'index.js'), join(folder, 'index.js'));
      const environment = { TF_BUILD: 'True', AGENT_TEMPDIRECTORY: folder };
      const ended = await runNode(node ?? '', ['-e', 'require("./index.js")'], folder, environment);
      assert.match(ended.stdout, /##vso\[task\.complete result=Failed;\]/);
    });
  });
}

test('no module of ours within the bundle is loaded by import(), which saves nothing there and wraps all that it reaches', async () => {
  assert.deepEqual(await loadedLater(), []);
});

test('the bundles hold no path of a machine and no address of a registry', async () => {
  for (const file of await readdir(dist)) {
    const text = await readFile(join(dist, file), 'utf8');
    for (const trace of [root, homedir(), 'registry.npmjs', 'file:///']) {
      assert.ok(!text.includes(trace), `${file} holds ${trace}`);
    }
  }
});

test('the README says how large the files are that a run loads', async () => {
  const [, most = '', jq = '', artifact = ''] =
    /a file of less than (\S+) MB, one of (\S+) MB for jq, and on GitHub one of (\S+) MB for the artifact/.exec(
      await readFile(join(root, 'README.md'), 'utf8'),
    ) ?? [];
  const sizeOf = async (file: BundleName) => (await readFile(join(dist, file))).length / 1e6;
  assert.ok((await sizeOf('index.js')) < Number(most), most);
  assert.equal((await sizeOf('jq-worker.js')).toFixed(1), jq);
  assert.equal((await sizeOf('github-artifact.js')).toFixed(1), artifact);
});

test('the notices name every package that esbuild marks in the bundles and what is compiled into them, and no other, with licence and text', async () => {
  const inside = new Set<string>();
  for (const file of Object.keys(bundles) as BundleName[])
    for (const folder of await packagesInside(file)) inside.add(packageOf(folder));
  const text = await readFile(join(dist, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  const [, ...sections] = text.split(`\n${'-'.repeat(80)}\n`);
  const compiled = sections.filter((section) => / \(in jq-wasm\)\n/.test(section.slice(0, 80)));
  const packages = sections.filter((section) => !compiled.includes(section));
  assert.deepEqual(
    compiled.map((section) => section.split(' ')[0]?.trim()),
    ['Emscripten', 'Oniguruma', 'jq', 'musl'],
  );
  for (const part of ['Stephen Dolan', 'decNumber', 'Lucent Technologies', 'K.Kosako', 'Rich Felker'])
    assert.ok(
      compiled.some((section) => section.includes(part)),
      part,
    );
  const named = packages.map((section) => {
    const [, name = ''] =
      /^\n(\S+) \d+\.\d+\.\d+\S*\nLicense: \(?(?:MIT|ISC|Apache-2|BlueOak|BSD)/.exec(section) ?? [];
    assert.ok(name && section.length > 400, section.slice(0, 200));
    return name;
  });
  assert.deepEqual([...new Set(named)].toSorted(), [...inside].toSorted());
});
