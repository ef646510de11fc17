// Checks and tests everything, from a fresh clone on: `npm test`.
import { availableParallelism } from 'node:os';
import { node, run, setUp } from './lib/set-up.mjs';

await setUp();

const checks = [
  ['Lint', 'npx', ['biome', 'check', '--error-on-warnings', '.']],
  ['Types', 'npx', ['tsc', '--noEmit']],
  ['Types of the tab', 'npx', ['tsc', '--noEmit', '-p', 'src/tab']],
  ['Made files', node, ['scripts/generate.ts', '--check']],
  ['Bundle', node, ['scripts/dist-proof.ts']],
];

await run(node, ['scripts/nodes.ts']);

for (const [title, command, args] of checks) {
  console.log(`\n▶ ${title}`);
  if ((await run(command, args)) !== 0) {
    console.error(`✖ ${title} failed.`);
    process.exit(1);
  }
}

console.log('\n▶ Tests');
const options = [
  // Two more than by default: many files wait for processes that they have started.
  `--test-concurrency=${availableParallelism() + 1}`,
  '--test-timeout=600000',
];
const cache = ['--import', './scripts/lib/compile-cache.ts'];
process.exitCode = await run(node, [...cache, '--test', ...options, 'test/**/*.test.ts']);
