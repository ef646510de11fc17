import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { BundleName } from '../../scripts/lib/bundles.ts';
import { version } from '../../src/app/version.ts';
import { packageOf, packagesInside, root, runNode } from './support.ts';

interface Component {
  type: string;
  'bom-ref': string;
  group?: string;
  name: string;
  version?: string;
  purl?: string;
  hashes?: { alg: string; content: string }[];
  licenses: ({ license: { id: string } | { name: string } } | { expression: string })[];
  components?: Component[];
  properties?: { name: string; value: string }[];
}

interface Bill {
  bomFormat: string;
  specVersion: string;
  serialNumber?: string;
  metadata: { component: Component; timestamp?: string };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

const files: Record<string, BundleName[]> = {
  action: ['github-artifact.js', 'index.js', 'jq-worker.js', 'serve-metrics.js', 'tab.html'],
  extension: ['index.js', 'jq-worker.js', 'tab.html'],
};

const nameOf = ({ group, name }: Component): string => (group ? `${group}/${name}` : name);

let folder: string;
const read = (name: string) => readFile(join(folder, name), 'utf8');
const write = (outdir: string) =>
  runNode(process.execPath, [join(root, 'scripts/sbom.ts'), '--outdir', outdir], root);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sbom-'));
  for (const outdir of [folder, join(folder, 'again')]) {
    const written = await write(outdir);
    assert.equal(written.code, 0, written.stderr);
  }
});
after(() => rm(folder, { recursive: true, force: true }));

for (const [name, bundled] of Object.entries(files)) {
  describe(`the bill of materials of the ${name}`, () => {
    const file = `${name}.cdx.json`;
    const bill = async (): Promise<Bill> => JSON.parse(await read(file));

    test('names every package of its bundles, in the version that is locked, and no other', async () => {
      const { components } = await bill();
      const folders = new Map<string, string[]>();
      for (const one of bundled)
        for (const path of await packagesInside(one)) folders.set(path, [...(folders.get(path) ?? []), one]);
      const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
      const expected = new Map<string, Set<string>>();
      for (const [path, where] of folders) {
        const key = `${packageOf(path)}@${packages[path].version}`;
        expected.set(key, new Set([...(expected.get(key) ?? []), ...where]));
      }
      assert.deepEqual(
        new Map(
          components.map((one) => [
            `${nameOf(one)}@${one.version}`,
            new Set(one.properties?.map(({ value }) => value)),
          ]),
        ),
        expected,
      );
    });

    test('gives each an address, the hash of the lock file and a licence', async () => {
      const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
      const locked = new Set(
        Object.values<{ integrity?: string }>(packages).map(({ integrity }) => integrity),
      );
      for (const one of (await bill()).components) {
        assert.equal(one.purl, `pkg:npm/${nameOf(one).replace('@', '%40')}@${one.version}`);
        const [hash] = one.hashes ?? [];
        const integrity = `sha512-${Buffer.from(hash?.content ?? '', 'hex').toString('base64')}`;
        assert.ok(hash?.alg === 'SHA-512' && locked.has(integrity), nameOf(one));
        assert.equal(one.licenses.length, 1);
        assert.doesNotMatch(JSON.stringify(one.licenses), /unknown|undefined|SEE/i, nameOf(one));
      }
    });

    test('names what is compiled into the jq engine, and which jq it is', async () => {
      const engine = (await bill()).components.find(({ name: one }) => one === 'jq-wasm');
      assert.deepEqual(
        engine?.components?.map(({ name: one, version: known }) => [one, known]),
        [
          ['jq', engine?.version?.split('-jq-')[1]],
          ['Oniguruma', undefined],
          ['Emscripten', undefined],
          ['musl', undefined],
        ],
      );
      assert.match(engine?.components?.[0]?.version ?? '', /^\d+\.\d+/);
    });

    test('is a CycloneDX document of this version whose dependencies lead to its packages', async () => {
      const { bomFormat, specVersion, metadata, components, dependencies } = await bill();
      assert.deepEqual([bomFormat, specVersion], ['CycloneDX', '1.6']);
      assert.equal(metadata.component.version, version);
      const known = new Set(components.map((one) => one['bom-ref']));
      assert.equal(known.size, components.length);
      const ours = metadata.component['bom-ref'];
      assert.deepEqual(dependencies.map(({ ref }) => ref).toSorted(), [ours, ...known].toSorted());
      for (const { dependsOn } of dependencies) for (const ref of dependsOn) assert.ok(known.has(ref), ref);
      const direct = dependencies.find(({ ref }) => ref === ours)?.dependsOn ?? [];
      assert.ok(direct.some((ref) => ref.startsWith('pkg:npm/jq-wasm@')));
    });

    test('is the same whenever and wherever it is written', async () => {
      const text = await read(file);
      assert.equal(text, await read(join('again', file)));
      const { serialNumber, metadata } = await bill();
      assert.deepEqual([serialNumber, metadata.timestamp], [undefined, undefined]);
      for (const trace of [root, homedir()]) assert.ok(!text.includes(trace), trace);
    });
  });
}
