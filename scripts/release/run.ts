// `npm run release version 1.2.3` sets the version everywhere, `npm run release check` holds a release against its
// conditions and prints what the workflow needs, `npm run release notes` prints the notes of the version.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/root.ts';
import { assertNext, notesOf, places } from './version.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const present: string = JSON.parse(read('package.json')).version;
const git = (...words: string[]) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();

const commands: Record<string, (argument?: string) => void> = {
  version(next = '') {
    assertNext(present, next);
    for (const [path, replace] of Object.entries(places)) {
      writeFileSync(join(root, path), replace(read(path), next));
      console.log(`${path}: ${next}`);
    }
    execFileSync(process.execPath, ['scripts/generate.ts', 'action.yml', 'task/task.json'], {
      cwd: root,
      stdio: 'inherit',
    });
    console.log('Now write what changed into CHANGELOG.md, run "npm run build" and commit all of it.');
  },
  check() {
    notesOf(read('CHANGELOG.md'), present);
    if (git('status', '--porcelain') !== '') throw new Error('There are changes that are not committed.');
    if (git('tag', '--list', `v${present}`) !== '') throw new Error(`v${present} is released already.`);
    console.log(`version=${present}`);
  },
  notes() {
    console.log(notesOf(read('CHANGELOG.md'), present));
  },
};

const [name = '', argument] = process.argv.slice(2);
try {
  if (!commands[name]) throw new Error(`Say one of: ${Object.keys(commands).join(', ')}.`);
  commands[name](argument);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
