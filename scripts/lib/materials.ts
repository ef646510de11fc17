import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Metafile } from 'esbuild';
import { compiledInto, licenseName, type Manifest, packageFolders } from '../notices.ts';
import { root } from './root.ts';

/**
 * A bill of materials in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): what esbuild put into the bundles, and
 * what is compiled into that. No time and no serial number: the same sources give the same bytes.
 */

type License = { license: { id: string } | { name: string } } | { expression: string };

interface Component {
  type: 'application' | 'library';
  'bom-ref': string;
  group?: string;
  name: string;
  version?: string;
  description?: string;
  hashes?: { alg: 'SHA-512'; content: string }[];
  licenses: License[];
  purl?: string;
  components?: Component[];
  /** The bundles that it is in. */
  properties?: { name: 'port-catalog-sync:file'; value: string }[];
}

export interface BillOfMaterials {
  $schema: string;
  bomFormat: 'CycloneDX';
  specVersion: '1.6';
  version: number;
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

interface LockFile {
  packages: Record<string, { integrity?: string }>;
}

/** A package of the bundles, where it lies: `node_modules/x/node_modules/y`. */
interface Package {
  folder: string;
  manifest: Manifest;
  /** `pkg:npm/y@1.2.3` */
  address: string;
  files: string[];
}

const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** The SPDX identifiers of what we bundle; anything else is told by its name. */
const SPDX = /^(?:MIT|ISC|0BSD|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|BlueOak-1\.0\.0|Unlicense)$/;

const licensesOf = (name: string): License[] => {
  if (/ (?:OR|AND) /.test(name)) return [{ expression: name }];
  return [{ license: SPDX.test(name) ? { id: name } : { name } }];
};

/** `sha512-…` of the lock file as CycloneDX has it. */
const hashesOf = (integrity = ''): Component['hashes'] =>
  integrity.startsWith('sha512-')
    ? [{ alg: 'SHA-512', content: Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex') }]
    : [];

/** The version of a compiled part. The name jq-wasm 3.0.0-jq-1.8.2 tells that of jq; of the rest none is known. */
const compiledVersion = (part: string, version: string): string | undefined =>
  part === 'jq' ? /-jq-([\d.]+)$/.exec(version)?.[1] : undefined;

const compiledParts = ({ manifest: { name, version }, address }: Package): Component[] =>
  (compiledInto[name] ?? []).map((part) => {
    const known = compiledVersion(part.name, version);
    return {
      type: 'library',
      'bom-ref': `${address}#${part.name}`,
      name: part.name,
      ...(known && { version: known }),
      description: `Compiled into ${name}`,
      licenses: licensesOf(part.license),
    };
  });

const component = (one: Package, lock: LockFile): Component => {
  const { folder, manifest, address, files } = one;
  const [, group, name = ''] = /^(?:(@[^/]+)\/)?(.+)$/.exec(manifest.name) ?? [];
  const parts = compiledParts(one);
  return {
    type: 'library',
    'bom-ref': address,
    ...(group && { group }),
    name,
    version: manifest.version,
    ...(manifest.description && { description: manifest.description }),
    hashes: hashesOf(lock.packages[folder]?.integrity),
    licenses: licensesOf(licenseName(manifest)),
    purl: address,
    ...(parts.length > 0 && { components: parts }),
    properties: files.map((value) => ({ name: 'port-catalog-sync:file', value })),
  };
};

/** Packages in the bundles, by folder. */
const packagesOf = (metafiles: Readonly<Record<string, Metafile>>): Map<string, Package> => {
  const packages = new Map<string, Package>();
  for (const [file, metafile] of Object.entries(metafiles))
    for (const folder of packageFolders([metafile])) {
      const manifest: Manifest = json(`${folder}/package.json`);
      const address = `pkg:npm/${manifest.name.replace('@', '%40')}@${manifest.version}`;
      const files = [...(packages.get(folder)?.files ?? []), file].toSorted();
      packages.set(folder, { folder, manifest, address, files });
    }
  return packages;
};

/** The package that `require(name)` below a folder leads to, among those that are bundled. */
const resolved = (
  from: string,
  name: string,
  packages: ReadonlyMap<string, Package>,
): Package | undefined => {
  for (let at = from; ; at = posix.dirname(at)) {
    const found = packages.get(posix.join(at, 'node_modules', name));
    if (found || at === '.') return found;
  }
};

const dependsOn = (from: string, { dependencies = {} }: Manifest, packages: ReadonlyMap<string, Package>) =>
  Object.keys(dependencies).flatMap((name) => resolved(from, name, packages)?.address ?? []);

const inOrder = (texts: Iterable<string>): string[] => [...new Set(texts)].toSorted();

/** A package that lies in several folders is one, in the files of all of them. */
const merged = (all: readonly Package[]): Package[] => {
  const known = new Map<string, Package>();
  for (const one of all)
    known.set(one.address, {
      ...one,
      files: inOrder([...(known.get(one.address)?.files ?? []), ...one.files]),
    });
  return [...known.values()].toSorted((a, b) => (a.address < b.address ? -1 : 1));
};

/** `metafiles`: of each bundle by its file in dist/, as esbuild makes them. */
export const billOfMaterials = (
  name: string,
  metafiles: Readonly<Record<string, Metafile>>,
): BillOfMaterials => {
  const manifest: Manifest = json('package.json');
  const lock: LockFile = json('package-lock.json');
  const packages = packagesOf(metafiles);
  const ours = `${name}@${manifest.version}`;
  const edges = new Map([[ours, dependsOn('.', manifest, packages)]]);
  for (const { folder, manifest: theirs, address } of packages.values())
    edges.set(address, [...(edges.get(address) ?? []), ...dependsOn(folder, theirs, packages)]);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': ours,
        name,
        version: manifest.version,
        ...(manifest.description && { description: manifest.description }),
        licenses: licensesOf(licenseName(manifest)),
      },
    },
    components: merged([...packages.values()]).map((one) => component(one, lock)),
    dependencies: inOrder(edges.keys()).map((ref) => ({ ref, dependsOn: inOrder(edges.get(ref) ?? []) })),
  };
};
