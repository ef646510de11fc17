// Runs what tests one kind, and that everything made is current: `npm run test:kind variable-group`.
import { spawnSync } from 'node:child_process';
import { kinds } from '../src/kinds/registry.ts';
import { root } from './lib/root.ts';

const [kind = ''] = process.argv.slice(2);
if (!kinds.has(kind)) {
  console.error(`Say a kind: npm run test:kind wiki. These are there: ${[...kinds.keys()].join(', ')}.`);
  process.exit(1);
}

const files = [
  'test/unit/kinds/**/*.test.ts',
  'test/unit/emulators/azure-devops-organisation.test.ts',
  'test/unit/emulators/azure-devops-evidence.test.ts',
  'test/integration/kinds.test.ts',
  'test/integration/incremental.test.ts',
  'test/integration/requests.test.ts',
  'test/integration/items-requests.test.ts',
  'test/examples/kinds.test.ts',
  'test/check/samples.test.ts',
  'test/docs/incremental-kinds.test.ts',
  'test/access/permissions.test.ts',
  'test/chaos/grammar/grammar.test.ts',
];
/** Tests of all kinds together, of which the new one is. */
const together = [
  /all kinds/,
  /^(say of|give) every route|asks every route of the emulator/,
  /each kind takes as many requests/,
  /^every kind: the first run|every kind is read|every (option|list)|is one that the emulated/,
  /no request is sent twice/,
  /asked for twice/,
  /an incremental run|incremental runs/,
  /in the order of the README/,
  /^a token without/,
];
const patterns = [new RegExp(`^(of )?${kind}\\b`), ...together].flatMap(({ source }) => [
  '--test-name-pattern',
  source,
]);

const run = (...words: string[]) =>
  spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' }).status === 0;

const isCurrent = run('scripts/generate.ts', '--check');
const passes = run('--test', ...patterns, ...files);
process.exitCode = isCurrent && passes ? 0 : 1;
