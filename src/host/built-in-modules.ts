import { createRequire } from 'node:module';

/** Modules that every run takes of Node. */
const NAMES = [
  'child_process',
  'crypto',
  'fs/promises',
  'http',
  'https',
  'os',
  'perf_hooks',
  'readline',
  'stream/promises',
  'timers/promises',
  'worker_threads',
  'zlib',
];

/**
 * Loads modules of Node's before V8's flags are set. Node brings them compiled, for the flags that it was built with:
 * behind another flag V8 compiles each of them anew, which costs a start 20 ms. By `require`, since an import of which
 * nothing is used is left out of the bundle.
 */
export function loadBuiltInModules(): void {
  const load = createRequire(import.meta.url);
  for (const name of NAMES) load(`node:${name}`);
}
