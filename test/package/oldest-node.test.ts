import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { oldestNode } from '../../src/host/runtimes.ts';
import { root } from './support.ts';

/**
 * Errors of the compiler about a name that is not there. All others are differences between old and new type
 * definitions.
 */
const MISSING = /^(\S+?)\(\d+,\d+\): error TS(?:2304|2305|2339|2550|2551|2552|2614|2694|2724): (.*)$/gm;

/** Known errors by file: the types of the oldest Node forgot the first, the second is asked for before it is called. */
const known = [
  ['src/host/github-actions/publish-summary.ts', "'any' does not exist on type '{ new (): AbortSignal"],
  ['src/app/comment-on-pull-request.ts', "'any' does not exist on type '{ new (): AbortSignal"],
  ['src/serve/events/wakeable-sleep.ts', "'any' does not exist on type '{ new (): AbortSignal"],
  ['src/serve/resyncs/alarm.ts', "'any' does not exist on type '{ new (): AbortSignal"],
  ['src/sync/run.ts', "'any' does not exist on type '{ new (): AbortSignal"],
  ['src/sync/items/run-items.ts', "'any' does not exist on type '{ new (): AbortSignal"],
  ['src/http/transport/certificates.ts', "'getCACertificates' does not exist"],
] as const;

const missingNames = (): Promise<string[][]> =>
  new Promise((resolve) => {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    execFile(
      process.execPath,
      [compiler, '-p', join(root, 'tsconfig.oldest.json'), '--noEmit', '--pretty', 'false'],
      { cwd: root, maxBuffer: 2 ** 26 },
      (_error, stdout) =>
        resolve([...stdout.matchAll(MISSING)].map(([, file = '', text = '']) => [file, text])),
    );
  });

test('what runs uses nothing that the types of the oldest Node do not have', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@oldest/node/package.json'), 'utf8'));
  assert.equal(version.split('.', 2).join('.'), oldestNode.split('.', 2).join('.'));
  const found = await missingNames();
  assert.ok(found.length > 0, 'the compiler ran: what is known was found');
  const unknown = found.filter(
    ([file, text]) => !known.some(([where, name]) => where === file && text?.includes(name)),
  );
  assert.deepEqual(unknown, []);
});
