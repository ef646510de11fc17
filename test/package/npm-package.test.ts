import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { version } from '../../src/app/version.ts';
import { emptyFolder, root, runNode } from './support.ts';

test('the npm package installs without another one, and runs the command', async (t) => {
  const folder = await emptyFolder(t);
  const packed = await runNode(
    process.execPath,
    [join(root, 'scripts/npm-package/run.ts'), '--outdir', folder],
    root,
  );
  assert.equal(packed.code, 0, packed.stderr);
  const name = 'port-catalog-sync-azure-devops';
  const archive = `${name}-${version}.tgz`;
  assert.ok(readdirSync(folder).includes(archive));
  const into = join(folder, 'user');
  execFileSync('npm', ['install', '--offline', '--prefix', into, join(folder, archive)], { cwd: folder });
  const installed = readdirSync(join(into, 'node_modules')).filter((entry) => !entry.startsWith('.'));
  assert.deepEqual(installed, [name]);
  const manifest = JSON.parse(readFileSync(join(into, 'node_modules', name, 'package.json'), 'utf8'));
  assert.equal(manifest.private, undefined);
  assert.equal(manifest.dependencies, undefined);
  const command = join(into, 'node_modules/.bin/port-catalog-sync');
  const told = await runNode(process.execPath, [command, '--version'], folder);
  assert.deepEqual(told, { code: 0, stdout: `${version}\n`, stderr: '' });
});
