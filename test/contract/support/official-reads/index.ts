import { build } from './build.ts';
import { core } from './core.ts';
import { git } from './git.ts';
import type { Read } from './reading.ts';
import { environments, releases } from './releases.ts';
import { tests } from './tests.ts';
import { work } from './work.ts';

/** Everything that a catalog is made of and the client has a method for. */
export const reads: readonly Read[] = [
  ...core,
  ...git,
  ...build,
  ...work,
  ...tests,
  ...releases,
  ...environments,
];
