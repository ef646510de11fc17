import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { after, test } from 'node:test';
import { type Changes, createChanges } from '../../../src/summary/changes.ts';
import { writeSummary } from '../../../src/summary/write.ts';
import { failedReport, syncReport } from './fixture.ts';
import { hostileReport, hostileTexts } from './hostile.ts';

const root = await mkdtemp(join(tmpdir(), 'summary-'));
after(() => rm(root, { recursive: true }));

let folders = 0;
const fresh = (): string => join(root, String(folders++), 'port-sync-summary');
const options = { host: 'terminal', mask: (text: string) => text, artifactName: 'port-sync' } as const;
const names = ['changes.ndjson', 'summary.html', 'summary.json', 'summary.md'];

test('a run that failed at once leaves all four files', async () => {
  const files = await writeSummary(failedReport, fresh(), options);
  assert.deepEqual((await readdir(files.directory)).sort(), names);
  assert.equal(await readFile(join(files.directory, 'changes.ndjson'), 'utf8'), '');
});

test('the paths told are absolute and exist, also for a relative folder', async () => {
  const files = await writeSummary(syncReport, relative(process.cwd(), fresh()), options);
  assert.ok(isAbsolute(files.directory));
  assert.equal(files.artifactName, 'port-sync');
  assert.deepEqual(files.files.map((path) => relative(files.directory, path)).sort(), names);
  for (const path of [...files.files, files.markdown]) assert.ok(await readFile(path));
});

test('the files of an earlier run are replaced', async () => {
  const directory = fresh();
  await mkdir(directory, { recursive: true });
  for (const name of names) await writeFile(join(directory, name), 'earlier');
  const { files } = await writeSummary(failedReport, directory, options);
  for (const path of files) assert.notEqual(await readFile(path, 'utf8'), 'earlier');
});

test('the changes of the run are kept and closed', async () => {
  const directory = fresh();
  const changes = await createChanges(join(directory, 'changes.ndjson'), options);
  await changes.write({ action: 'created', blueprint: 'b', identifier: 'one' });
  await writeSummary(syncReport, directory, { ...options, changes });
  assert.match(await readFile(join(directory, 'changes.ndjson'), 'utf8'), /"identifier":"one"/);
});

test('changes that could not be written in full are told in the summary', async () => {
  const changes: Changes = {
    write: async () => {},
    close: () => Promise.reject(new Error('no space left on device')),
  };
  const { markdown } = await writeSummary(syncReport, fresh(), { ...options, changes });
  assert.match(await readFile(markdown, 'utf8'), /changes\.ndjson is not complete: no space left on device/);
});

test('a secret is in no file, whatever characters it has', async () => {
  for (const secret of ['s3cr3t_with_*stars*', 'a"b\\c<d>', '##vso[x]', '&amp;|`']) {
    const mask = (text: string) => text.replaceAll(secret, '***');
    const { files } = await writeSummary(hostileReport(`before ${secret} after`), fresh(), {
      ...options,
      mask,
    });
    for (const path of files) {
      const text = await readFile(path, 'utf8');
      if (!path.endsWith('.ndjson')) assert.match(text, /before (\*|\\\*){3} after/);
      assert.ok(!text.includes(secret));
    }
  }
});

test('no name from outside becomes a file name', async () => {
  for (const text of [...hostileTexts, '../../escape', '/etc/passwd', 'nul']) {
    const { directory } = await writeSummary(hostileReport(text), fresh(), options);
    assert.deepEqual((await readdir(directory)).sort(), names);
  }
});

test('one file that cannot be written does not cost the others', async () => {
  const directory = fresh();
  await mkdir(join(directory, 'summary.json', 'in the way'), { recursive: true });
  await assert.rejects(writeSummary(syncReport, directory, options));
  assert.match(await readFile(join(directory, 'summary.md'), 'utf8'), /succeeded with problems/);
});
