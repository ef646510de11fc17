import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from '../../../../src/lib/files/make-folder.ts';

test('a folder is made with those above it, is taken where it is there, and no file is taken for one', async (t) => {
  const base = await mkdtemp(join(tmpdir(), 'make-folder-'));
  t.after(() => rm(base, { recursive: true }));
  const deep = join(base, 'a', 'b', 'c');
  await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(base, 'a', 'd'))]);
  await makeFolder(deep);
  assert.ok((await stat(deep)).isDirectory());
  await writeFile(join(base, 'file'), '');
  await assert.rejects(makeFolder(join(base, 'file')), { code: 'EEXIST' });
  await assert.rejects(makeFolder(join(base, 'file', 'below')));
});

test('a folder that the file system does not take is an error, and no end of trying', {
  skip: process.platform === 'linux' ? false : 'there is no /proc',
  timeout: 20_000,
}, async () => {
  await assert.rejects(makeFolder('/proc/x'), { code: 'ENOENT' });
  await assert.rejects(makeFolder('/proc/x/y/z'), { code: 'ENOENT' });
});
