import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Change } from '../../../src/report/change.ts';
import { createChanges } from '../../../src/summary/changes.ts';
import { hostileTexts } from './hostile.ts';

const root = await mkdtemp(join(tmpdir(), 'changes-'));
after(() => rm(root, { recursive: true }));

let folders = 0;
const fresh = (): string => join(root, String(folders++), 'changes.ndjson');
const same = (text: string): string => text;
const change = (identifier: string, rest: Partial<Change> = {}): Change => ({
  action: 'created',
  blueprint: 'b',
  identifier,
  ...rest,
});
const lines = async (path: string): Promise<Change[]> =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

test('every change is a line of the file, in order, after close', async () => {
  const path = fresh();
  const changes = await createChanges(path, { mask: same });
  const written = Array.from({ length: 5000 }, (_, index) => change(`${index}-${'x'.repeat(100)}`));
  for (const one of written) await changes.write(one);
  await changes.close();
  assert.deepEqual(await lines(path), written);
});

test('many writers at once lose nothing', async () => {
  const path = fresh();
  const changes = await createChanges(path, { mask: same });
  await Promise.all(
    Array.from({ length: 3000 }, (_, index) => changes.write(change(`${index}`.padEnd(200)))),
  );
  await changes.close();
  assert.equal((await lines(path)).length, 3000);
});

test('a writer that never pauses waits for the file, and does not gather all of it in memory', async () => {
  const changes = await createChanges(fresh(), { mask: same });
  let hasPaused = false;
  setImmediate(() => {
    hasPaused = true;
  });
  let written = 0;
  for (; written < 5000 && !hasPaused; written += 1) await changes.write(change('x'.repeat(1000)));
  assert.ok(hasPaused, `${written} changes without a pause`);
  await changes.close();
});

test('secrets are masked in every text, before it is encoded', async () => {
  const path = fresh();
  const secret = 'p"w\\1';
  const changes = await createChanges(path, { mask: (text) => text.replaceAll(secret, '***') });
  const fields = [{ field: secret, before: secret, after: `a ${secret} b` }];
  await changes.write(change(secret, { blueprint: secret, reason: secret, fields }));
  await changes.close();
  assert.deepEqual(await lines(path), [
    change('***', {
      blueprint: '***',
      reason: '***',
      fields: [{ field: '***', before: '***', after: 'a *** b' }],
    }),
  ]);
});

test('hostile text is one line, without a command', async () => {
  const path = fresh();
  const changes = await createChanges(path, { mask: same });
  for (const text of hostileTexts) await changes.write(change(text));
  await changes.close();
  assert.equal((await lines(path)).length, hostileTexts.length);
  assert.doesNotMatch(await readFile(path, 'utf8'), /##vso|##\[|\u202e|\u2028/);
});

test('a file of an earlier run is replaced, and a link is not followed', async () => {
  const path = fresh();
  const elsewhere = fresh();
  for (const file of [path, elsewhere]) await mkdir(join(file, '..'), { recursive: true });
  await writeFile(elsewhere, 'precious');
  await symlink(elsewhere, path);
  const changes = await createChanges(path, { mask: same });
  await changes.write(change('1'));
  await changes.close();
  assert.equal(await readFile(elsewhere, 'utf8'), 'precious');
  assert.equal((await lines(path)).length, 1);
});

test('a change after the end is refused, closing twice is not', async () => {
  const changes = await createChanges(fresh(), { mask: same });
  await changes.close();
  await changes.close();
  await assert.rejects(changes.write(change('late')), /already closed/);
});

test('a path that cannot be written is an error at once', async () => {
  const path = fresh();
  await mkdir(join(path, 'a folder of that name'), { recursive: true });
  await assert.rejects(createChanges(path, { mask: same }));
});
