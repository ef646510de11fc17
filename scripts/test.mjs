// Checks and tests everything, from a fresh clone on: `npm test`.
import { availableParallelism } from 'node:os';
import { findNode20 } from './lib/node-20.mjs';
import { node, run, setUp } from './lib/set-up.mjs';

await setUp();

const checks = [
  ['Lint', 'npx', ['biome', 'check', '--error-on-warnings', '.']],
  ['Types', 'npx', ['tsc', '--noEmit']],
  ['Manifests', node, ['scripts/manifests.ts', '--check']],
  ['Bundle', node, ['scripts/dist-proof.mjs']],
];

const node20 = findNode20();
console.log(
  node20
    ? `Smoke tests on Node 20: ${node20}`
    : 'SKIPPED: no Node 20 on this machine, its smoke tests are left out.',
);

for (const [title, command, args] of checks) {
  console.log(`\n▶ ${title}`);
  if ((await run(command, args)) !== 0) {
    console.error(`✖ ${title} failed.`);
    process.exit(1);
  }
}

console.log('\n▶ Tests');
const options = [
  // One more than by default: many files wait for processes that they have started.
  `--test-concurrency=${Math.max(2, availableParallelism())}`,
  '--test-timeout=600000',
];
process.exitCode = await run(
  node,
  ['--test', ...options, 'test/**/*.test.ts'],
  node20 ? { NODE_20: node20 } : {},
);
