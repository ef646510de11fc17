import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { claimFolder } from '../../../src/summary/folder.ts';

const temporary = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'folder-'));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, 'summary');
};

/** The mark of a run elsewhere, touched so many seconds ago. */
const marked = async (folder: string, owner: unknown, secondsAgo: number) => {
  await mkdir(folder);
  const mark = join(folder, '.port-sync-run');
  await writeFile(mark, typeof owner === 'string' ? owner : JSON.stringify(owner));
  const time = Date.now() / 1000 - secondsAgo;
  await utimes(mark, time, time);
};

describe('a summary folder', () => {
  test('is one run’s until it is given back', async (t) => {
    const wanted = await temporary(t);
    const first = await claimFolder(wanted);
    const second = await claimFolder(wanted);
    const third = await claimFolder(wanted);
    assert.deepEqual([first.path, second.path, third.path], [wanted, `${wanted}-2`, `${wanted}-3`]);
    assert.equal(first.notice, undefined);
    assert.match(
      second.notice ?? '',
      /^Another run is at work in the summary folder summary: .* summary-2\. .*summaryDirectory/,
    );
    await first.release();
    await first.release();
    const next = await claimFolder(wanted);
    assert.equal(next.path, wanted);
    for (const folder of [next, second, third]) await folder.release();
    assert.deepEqual(await readdir(wanted), []);
  });

  test('is given to one of many that come at once, also where a dead run left its mark', async (t) => {
    const wanted = await temporary(t);
    const { pid } = spawnSync(process.execPath, ['--version']);
    const first = await claimFolder(wanted);
    await first.release();
    await rm(wanted, { recursive: true });
    await marked(wanted, { id: 'dead', pid, where: 'elsewhere' }, 600);
    const all = await Promise.all(Array.from({ length: 12 }, () => claimFolder(wanted)));
    assert.equal(new Set(all.map(({ path }) => path)).size, 12);
    for (const folder of all) await folder.release();
  });

  const others: [what: string, owner: unknown, secondsAgo: number, taken: boolean][] = [
    [
      'a run on another machine that was alive a minute ago',
      { id: 'a', pid: 1, where: 'elsewhere' },
      60,
      true,
    ],
    [
      'a run on another machine that was alive minutes ago',
      { id: 'a', pid: 1, where: 'elsewhere' },
      180,
      false,
    ],
    ['a run that just begins and has not said yet whose it is', '', 1, true],
    ['what is no mark of ours', 'null', 180, false],
    [
      'a process of today that has the number of a dead run',
      { id: 'a', pid: process.pid, where: hostname() },
      180,
      false,
    ],
  ];
  for (const [what, owner, secondsAgo, taken] of others)
    test(`is ${taken ? 'left to' : 'not held by'} ${what}`, async (t) => {
      const wanted = await temporary(t);
      await marked(wanted, owner, secondsAgo);
      const folder = await claimFolder(wanted);
      assert.equal(basename(folder.path), taken ? 'summary-2' : 'summary');
      await folder.release();
    });

  test('of a run that was killed is free at once', async (t) => {
    const wanted = await temporary(t);
    const module = new URL('../../../src/summary/folder.ts', import.meta.url).href;
    const script = `const { claimFolder } = await import(${JSON.stringify(module)}); await claimFolder(${JSON.stringify(wanted)}); process.kill(process.pid, 'SIGKILL');`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    assert.equal(signal, 'SIGKILL');
    assert.ok(existsSync(join(wanted, '.port-sync-run')));
    const folder = await claimFolder(wanted);
    assert.equal(folder.path, wanted);
    await folder.release();
  });

  test('that cannot be made is told in the file system’s words, and nothing stays behind', async (t) => {
    const wanted = await temporary(t);
    await writeFile(wanted, 'a file');
    await assert.rejects(claimFolder(wanted), { code: 'EEXIST' });
    await assert.rejects(claimFolder(join(wanted, 'below')), { code: 'ENOTDIR' });
  });
});
