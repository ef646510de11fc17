// Runs the test at a line, as editors do at the cursor: `npm run test:at -- test/unit/x.test.ts 42`.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { namePatternAt } from './lib/test-name.ts';

const [file = '', line = ''] = process.argv.slice(2);
if (!file.endsWith('.test.ts') || !/^[1-9]\d*$/.test(line)) {
  console.error('Say a file and a line: npm run test:at -- test/unit/x.test.ts 42');
  process.exit(1);
}
const pattern = namePatternAt(readFileSync(file, 'utf8'), Number(line));
if (pattern === undefined) console.log(`No test begins at line ${line} or above it: all tests of the file.`);
const only = pattern === undefined ? [] : ['--test-name-pattern', pattern];
spawn(process.execPath, ['--test', ...only, file], { stdio: 'inherit' }).on('close', (code) => {
  process.exitCode = code ?? 1;
});
