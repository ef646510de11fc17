import { execFileSync } from 'node:child_process';
import { cpus, platform, release, totalmem } from 'node:os';
import { version } from '../src/app/version.ts';
import type { Provenance } from './figures.ts';

/** Origin of results: this machine by a name, now, the repository at `root`. */
export const provenance = (name: string, root: string): Provenance => ({
  machine: {
    name,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
  },
  date: new Date().toISOString(),
  versions: {
    product: version,
    node: process.version,
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
  },
});
