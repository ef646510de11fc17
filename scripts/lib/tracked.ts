import { execFileSync } from 'node:child_process';
import { root } from './root.ts';

export { root } from './root.ts';

/** Files that the repository has, or is about to have, by a pattern of git's; `*` stands for any folders too. */
export const tracked = (pattern: string): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', pattern], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((path) => path !== '');
